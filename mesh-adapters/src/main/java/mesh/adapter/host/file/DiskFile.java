package mesh.adapter.host.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and replaces whole files: through symbolic links, all or nothing, with the file's rights kept. */
public final class DiskFile {
    /** Larger configuration files are left alone. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final int MAX_LINKS = 40;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private DiskFile() {}

    /** Its content; empty where there is no such file. */
    public static Optional<byte[]> read(Path file) throws IOException {
        if (!Files.exists(file)) return Optional.empty();
        if (Files.size(file) > MAX_BYTES) throw new IOException("it has more than " + MAX_BYTES + " bytes");
        return Optional.of(Files.readAllBytes(file));
    }

    /**
     * Replaces or creates the file at once: a reader sees the old content or the new.
     *
     * @param rights that it is to have from now on
     * @return folders that were made, outermost first
     */
    public static List<Path> write(Path file, byte[] content, HostFile.Rights rights) throws IOException {
        Path target = followed(file);
        List<Path> made = makeFolders(target.getParent());
        Path temporary = target.resolveSibling("." + target.getFileName() + ".slm-mesh-"
                + Long.toHexString(ProcessHandle.current().pid()) + Long.toHexString(System.nanoTime()));
        try {
            try (OutputStream out =
                    Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (hasRights(temporary)) setRights(temporary, target, rights);
                out.write(content);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return made;
    }

    /** Removes the file, or what a symbolic link leads to: the link itself is the person's. */
    public static void delete(Path file) throws IOException {
        Files.deleteIfExists(followed(file));
    }

    /** Removes the folder if it is empty. @return whether it is not there (any more) */
    static boolean deleteIfEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return true;
        try (var entries = Files.newDirectoryStream(folder)) {
            if (entries.iterator().hasNext()) return false;
        }
        Files.delete(folder);
        return true;
    }

    private static Path followed(Path file) throws IOException {
        Path path = file;
        for (int i = 0; Files.isSymbolicLink(path); i++) {
            if (i == MAX_LINKS) throw new IOException("its symbolic links lead in a circle");
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return path.toAbsolutePath().normalize();
    }

    private static List<Path> makeFolders(Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path each = folder; each != null && !Files.exists(each); each = each.getParent()) missing.add(0, each);
        for (Path each : missing) makeFolder(each);
        return missing;
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Somebody else made it at the same time, which is as good unless it is something else.
            if (!Files.isDirectory(folder)) throw e;
        }
    }

    private static void setRights(Path file, Path before, HostFile.Rights wanted) throws IOException {
        Set<PosixFilePermission> rights =
                EnumSet.copyOf(Files.getPosixFilePermissions(Files.exists(before) ? before : file));
        if (wanted == HostFile.Rights.SECRET) rights = OWNER_ONLY;
        if (wanted == HostFile.Rights.EXECUTABLE) {
            rights.add(PosixFilePermission.OWNER_EXECUTE);
            if (rights.contains(PosixFilePermission.GROUP_READ)) rights.add(PosixFilePermission.GROUP_EXECUTE);
            if (rights.contains(PosixFilePermission.OTHERS_READ)) rights.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        Files.setPosixFilePermissions(file, rights);
    }

    private static boolean hasRights(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
