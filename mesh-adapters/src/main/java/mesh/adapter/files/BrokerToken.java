package mesh.adapter.files;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The bearer of a broker's HTTP API, kept in {@code broker.token}. Made once, so that clients outlive a restart of the
 * broker; {@link #rotate} replaces it. Safe for use by many threads.
 */
public final class BrokerToken implements Supplier<String> {
    private static final int MIN_CHARS = 32;

    private final SecretFile file;

    private BrokerToken(SecretFile file) {
        this.file = file;
    }

    /** The token of this directory, made now where there is none, and always the newest. For the broker alone. */
    public static BrokerToken of(DataDirectory directory) throws IOException {
        if (read(directory).isEmpty()) rotate(directory);
        return new BrokerToken(new SecretFile(directory, directory.token(), MIN_CHARS));
    }

    /** The token as it is in this moment; empty before the first broker. */
    public static Optional<String> read(DataDirectory directory) throws IOException {
        return SecretFile.read(directory, directory.token(), MIN_CHARS);
    }

    /** Makes a new token; from now on the old one is worth nothing, to a running broker as well. */
    public static void rotate(DataDirectory directory) throws IOException {
        directory.write(directory.token(), Secrets.text() + "\n");
    }

    @Override
    public String get() {
        return file.get();
    }
}
