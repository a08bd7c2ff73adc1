package mesh.adapter.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that holds everything of one broker. Belongs to this user alone: folders are made 0700 and files 0600 at
 * their creation, and what another user could have put there is refused.
 */
public final class DataDirectory {
    /** What the JDK takes for the address of a UNIX socket on Linux. */
    public static final int MAX_SOCKET_PATH_BYTES = 106;

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> PRIVATE_FOLDER = PosixFilePermissions.asFileAttribute(FOLDER);
    private static final FileAttribute<?> PRIVATE_FILE = PosixFilePermissions.asFileAttribute(FILE);

    private static final int MAX_SMALL_FILE_BYTES = 64 * 1024;
    private static final String UNFINISHED = ".new";

    private final Path folder;

    private DataDirectory(Path folder) {
        this.folder = folder;
    }

    /** The folder as it would be; it is neither made nor looked at. */
    public static DataDirectory at(Path folder) {
        return new DataDirectory(folder.toAbsolutePath().normalize());
    }

    /**
     * Makes the folder where there is none, and makes sure that nobody else had or has a hand in it.
     *
     * @throws UnsafeDirectory where somebody else does
     * @throws IOException where it cannot be made
     */
    public DataDirectory prepare() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (folder.getParent() != null) Files.createDirectories(folder.getParent());
            makeFolder(folder);
        }
        check();
        if (!Files.getPosixFilePermissions(folder).equals(FOLDER)) Files.setPosixFilePermissions(folder, FOLDER);
        for (Path inside : List.of(peers(), tls())) {
            makeFolder(inside);
            requirePrivate(inside);
        }
        for (Path file : List.of(
                database(),
                token(),
                peerKey(),
                socket(),
                log(),
                lock(),
                startLock(),
                pid(),
                port(),
                output(),
                identity(),
                sharedSecret(),
                listening(),
                hub())) {
            if (Files.isSymbolicLink(file))
                throw new UnsafeDirectory(file + " is a symbolic link that slm-mesh did not make. Look where it leads,"
                        + " then remove it.");
        }
        return this;
    }

    /**
     * Makes sure that an existing folder is this user's alone, so that what is read from it can be believed.
     *
     * @throws UnsafeDirectory where it is not
     */
    public void check() throws IOException {
        requirePrivate(folder);
    }

    private static void requirePrivate(Path folder) throws IOException {
        Owner.requireOwn(folder);
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
        if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE))
            throw new UnsafeDirectory(folder + " can be written by others (" + PosixFilePermissions.toString(rights)
                    + "). Say: chmod 700 " + folder + ", after a look at what is in it.");
    }

    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        try {
            Files.createDirectory(folder, PRIVATE_FOLDER);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) throw e; // else another process of this user's was faster
        }
    }

    public Path folder() {
        return folder;
    }

    public Path database() {
        return folder.resolve("mesh.db");
    }

    public Path lock() {
        return folder.resolve("broker.lock");
    }

    public Path startLock() {
        return folder.resolve("start.lock");
    }

    public Path pid() {
        return folder.resolve("broker.pid");
    }

    public Path port() {
        return folder.resolve("port");
    }

    public Path token() {
        return folder.resolve("broker.token");
    }

    public Path peerKey() {
        return folder.resolve("peer.key");
    }

    public Path socket() {
        return folder.resolve("broker.sock");
    }

    public Path log() {
        return folder.resolve("broker.log");
    }

    /** What a broker writes to its standard outputs: nothing, unless it fails before it has a log. */
    public Path output() {
        return folder.resolve("broker.out");
    }

    public Path peers() {
        return folder.resolve("peers");
    }

    /** What concerns other machines. */
    public Path tls() {
        return folder.resolve("tls");
    }

    /** Key and certificate that this machine's broker shows to others. */
    public Path identity() {
        return tls().resolve("identity.pem");
    }

    /** What others show to this machine's broker. */
    public Path sharedSecret() {
        return tls().resolve("secret");
    }

    /** Where this machine's broker listens for others, while it does. */
    public Path listening() {
        return tls().resolve("listening");
    }

    /** The invitation to the hub that this machine has joined. */
    public Path hub() {
        return tls().resolve("hub");
    }

    /** Makes an empty file of its owner's alone, in place of what was there. */
    public void truncate(Path file) throws IOException {
        write(file, "");
    }

    /** Replaces a file as a whole: readers see the old text or the new one. */
    public void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + "." + Long.toHexString(System.nanoTime()) + UNFINISHED);
        try {
            try (SeekableByteChannel out = Files.newByteChannel(
                    fresh, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), PRIVATE_FILE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) out.write(bytes);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The text of a small file without space around it; empty where there is none. Follows no link. */
    public Optional<String> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new String(in.readNBytes(MAX_SMALL_FILE_BYTES), StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Removes what a broker that died left in this folder: never the database, the token or the log. To be called by who
     * holds the {@link InstanceLock}.
     *
     * @return what is gone now
     */
    public List<Path> removeLeftovers() throws IOException {
        List<Path> removed = new ArrayList<>();
        for (Path file : List.of(pid(), port(), listening())) if (Files.deleteIfExists(file)) removed.add(file);
        removeMatching(folder, "*.sock", removed);
        removeMatching(folder, "*" + UNFINISHED, removed);
        removeMatching(tls(), "*" + UNFINISHED, removed);
        removeMatching(folder, "sqlite-*-libsqlitejdbc*", removed); // its library, unpacked at each start
        return removed;
    }

    /** Removes sockets that older clients left, and says which; the living ones will have to register again. */
    public List<Path> removePeerSockets() throws IOException {
        List<Path> removed = new ArrayList<>();
        removeMatching(peers(), "*.sock", removed);
        return removed;
    }

    /** Removes the archives of classes that the launcher starts Java with; they are made again. */
    public List<Path> removeArchives() throws IOException {
        List<Path> removed = new ArrayList<>();
        removeMatching(folder.resolve("cds"), "*", removed);
        return removed;
    }

    private static void removeMatching(Path folder, String glob, List<Path> removed) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) if (Files.deleteIfExists(file)) removed.add(file);
        }
    }
}
