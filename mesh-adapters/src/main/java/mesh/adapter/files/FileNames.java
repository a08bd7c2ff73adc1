package mesh.adapter.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the names in one directory compare: whether two that differ only in case, or only in their Unicode form, are one
 * file there. Found out by looking a name up under its other spelling, never by writing.
 *
 * <p>It is a property of each directory (ext4's casefold), so what one tells says nothing of another.
 */
record FileNames(boolean foldsCase, boolean foldsForms) {
    /** APFS and HFS+ take both Unicode forms for one, whatever they do about case. */
    private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");

    /** File systems that, where they fold case, fold Unicode forms as well. */
    private static final Set<String> FOLD_BOTH = Set.of("ext4", "f2fs");

    /** The identity of the file {@code name} in {@code directory}, which exists and is no symbolic link. */
    static String existing(Path directory, String name, BasicFileAttributes attributes) {
        boolean foldsCase = hasCase(name) && isAlso(directory, otherCase(name), attributes);
        boolean foldsForms = hasForms(name) && isAlso(directory, otherForm(name), attributes);
        return new FileNames(foldsCase, foldsForms).identity(name);
    }

    /**
     * How names to be created in {@code directory}, or further below it, will compare.
     *
     * @param seen whether its names fold case, as {@link #foldsCase} saw it; empty where it has none that could tell
     */
    static FileNames in(Path directory, Optional<Boolean> seen) {
        boolean foldsCase = seen.orElseGet(() -> inherited(directory));
        return new FileNames(foldsCase, MAC || (foldsCase && FOLD_BOTH.contains(fileSystemType(directory))));
    }

    /** What the child {@code name} tells about case in {@code directory}; empty where it tells nothing or is not there. */
    static Optional<Boolean> foldsCase(Path directory, String name) {
        if (!hasCase(name)) return Optional.empty();
        BasicFileAttributes attributes = lookAt(directory.resolve(name));
        if (attributes == null || attributes.isSymbolicLink()) return Optional.empty();
        return Optional.of(isAlso(directory, otherCase(name), attributes));
    }

    /** A new directory is like the one it was made in. */
    private static boolean inherited(Path directory) {
        for (Path d = directory; d.getFileName() != null; d = d.getParent()) {
            String name = d.getFileName().toString();
            BasicFileAttributes attributes = lookAt(d);
            if (attributes == null || !hasCase(name)) continue;
            return isAlso(d.getParent(), otherCase(name), attributes);
        }
        return MAC;
    }

    private static String fileSystemType(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException e) {
            return "unknown"; // gone meanwhile
        }
    }

    /** What stands for all spellings of {@code name}. */
    String identity(String name) {
        String one = foldsForms && !isAscii(name) ? Normalizer.normalize(name, Normalizer.Form.NFC) : name;
        return foldsCase ? one.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : one;
    }

    private static boolean hasCase(String name) {
        return !otherCase(name).equals(name);
    }

    private static String otherCase(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals(name) ? name.toLowerCase(Locale.ROOT) : upper;
    }

    private static boolean hasForms(String name) {
        return !isAscii(name) && !otherForm(name).equals(name);
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) if (name.charAt(i) >= 0x80) return false;
        return true;
    }

    private static String otherForm(String name) {
        String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
        return composed.equals(name) ? Normalizer.normalize(name, Normalizer.Form.NFD) : composed;
    }

    /** Whether {@code spelling} leads to the very file that has {@code attributes}. */
    private static boolean isAlso(Path directory, String spelling, BasicFileAttributes attributes) {
        Path other = directory.resolve(spelling);
        if (!other.toFile().exists()) return false; // the usual case, and much cheaper than an exception
        BasicFileAttributes found = lookAt(other);
        return found != null && found.fileKey() != null && found.fileKey().equals(attributes.fileKey());
    }

    private static BasicFileAttributes lookAt(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null; // gone meanwhile, or not to be looked at: it tells nothing
        }
    }
}
