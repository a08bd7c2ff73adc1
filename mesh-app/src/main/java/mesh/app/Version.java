package mesh.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of the program this is. */
final class Version {
    private Version() {}

    /** From the jar's manifest, which the archive of classes holds: to open the jar takes a short process 9 ms. */
    static String text() {
        String packaged = Version.class.getPackage().getImplementationVersion();
        return packaged != null ? packaged : inFile();
    }

    /** For class folders and module paths. */
    private static String inFile() {
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("this program's own files cannot be read", e);
        }
    }
}
