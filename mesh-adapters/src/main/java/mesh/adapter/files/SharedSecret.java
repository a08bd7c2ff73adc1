package mesh.adapter.files;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The bearer of every WebSocket, shared by all machines of a mesh, kept in {@code tls/secret}. {@link #rotate} replaces
 * it. Safe for use by many threads.
 */
public final class SharedSecret implements Supplier<String> {
    public static final int MIN_CHARS = 16;

    private final SecretFile file;

    private SharedSecret(SecretFile file) {
        this.file = file;
    }

    /**
     * The secret of this directory, made now where there is none, and always the newest. For the broker alone.
     *
     * @param chosen takes the place of what is there
     */
    public static SharedSecret of(DataDirectory directory, Optional<String> chosen) throws IOException {
        Optional<String> known = read(directory);
        String wanted = chosen.or(() -> known).orElseGet(Secrets::text);
        if (!known.equals(Optional.of(wanted))) directory.write(directory.sharedSecret(), wanted + "\n");
        return new SharedSecret(new SecretFile(directory, directory.sharedSecret(), MIN_CHARS));
    }

    /** The secret as it is in this moment; empty before the first broker. */
    public static Optional<String> read(DataDirectory directory) throws IOException {
        return SecretFile.read(directory, directory.sharedSecret(), MIN_CHARS);
    }

    /** Makes a new secret; a running broker lets nobody in with the old one any more, and nobody stay. */
    public static void rotate(DataDirectory directory) throws IOException {
        directory.write(directory.sharedSecret(), Secrets.text() + "\n");
    }

    @Override
    public String get() {
        return file.get();
    }
}
