package mesh.adapter.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Supplier;

/** A secret in a file, always the newest: whoever replaces the file replaces the secret. Safe for use by many threads. */
final class SecretFile implements Supplier<String> {
    private static final Logger LOG = System.getLogger(SecretFile.class.getName());

    private final DataDirectory directory;
    private final Path file;
    private final int minChars;
    private volatile Seen seen;

    /** A secret, and the state of its file when it was read. */
    private record Seen(String secret, Object file, long modifiedMillis) {}

    /** @throws IOException where the file holds none */
    SecretFile(DataDirectory directory, Path file, int minChars) throws IOException {
        this.directory = directory;
        this.file = file;
        this.minChars = minChars;
        this.seen = look();
    }

    /** The secret as it is in this moment; what is too short is none. */
    static Optional<String> read(DataDirectory directory, Path file, int minChars) throws IOException {
        return directory.read(file).filter(secret -> secret.length() >= minChars);
    }

    @Override
    public String get() {
        Seen last = seen;
        try {
            BasicFileAttributes now = attributes();
            if (now.fileKey().equals(last.file) && now.lastModifiedTime().toMillis() == last.modifiedMillis)
                return last.secret;
            return (seen = look()).secret;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, file + " cannot be read; the last secret known still holds", e);
            return last.secret;
        }
    }

    private Seen look() throws IOException {
        BasicFileAttributes now = attributes();
        String secret = read(directory, file, minChars).orElseThrow(() -> new IOException(file + " holds no secret"));
        return new Seen(secret, now.fileKey(), now.lastModifiedTime().toMillis());
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
