package mesh.adapter.host.hook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;

/**
 * The memories of sessions, one small file each, in a folder of their owner's alone. Hook calls of one session may run at
 * the same time, as processes or as threads: each has the memory to itself while it decides.
 */
final class SessionFiles {
    /** Longest a call waits for another one of its session; then it goes without a memory. */
    static final Duration MAX_WAIT = Duration.ofMillis(120);

    /** As long as unread messages are kept. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final Duration RETRY = Duration.ofMillis(2);
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_NAME_CHARS = 100;
    private static final String SUFFIX = ".json";
    private static final FileAttribute<?> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    /** @param folder made when it is first needed; its parent exists */
    SessionFiles(Path folder) {
        this.folder = folder;
    }

    /** A memory that nobody else touches until it is closed. */
    final class Open implements AutoCloseable {
        private final FileChannel channel;
        private final FileLock lock;
        private final SessionMemory memory;
        private final boolean fresh;

        private Open(FileChannel channel, FileLock lock, HostSession session) throws IOException {
            this.channel = channel;
            this.lock = lock;
            Optional<SessionMemory> before = load(channel);
            this.fresh = before.isEmpty();
            this.memory = before.orElseGet(() -> new SessionMemory(session));
        }

        SessionMemory memory() {
            return memory;
        }

        /** Whether this is the first that is heard of the session. */
        boolean isFresh() {
            return fresh;
        }

        void save(SessionMemory later) throws IOException {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(later.json());
            channel.truncate(0);
            channel.position(0);
            while (bytes.hasRemaining()) channel.write(bytes);
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                lock.release();
            }
        }
    }

    /** The session's memory, to itself; empty where another call keeps it for too long. */
    Optional<Open> open(HostSession session) throws IOException {
        makeFolder();
        FileChannel channel = FileChannel.open(
                place(session.key()),
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PRIVATE_FILE);
        try {
            Optional<FileLock> lock = lock(channel);
            if (lock.isEmpty()) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new Open(channel, lock.get(), session));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The session as last saved, without keeping anybody from it. */
    Optional<SessionMemory> peek(HostSession session) throws IOException {
        return read(place(session.key()));
    }

    /** The youngest memory of a session of this agent in this process, other than {@code session} itself. */
    Optional<SessionMemory> predecessor(HostSession session, long hostPid) throws IOException {
        return in(Set.of(hostPid)).stream()
                .filter(memory -> !memory.session().equals(session.key()))
                .filter(memory -> memory.session().startsWith(session.agent().wireName() + ":"))
                .findFirst();
    }

    /** The sessions that run in one of these processes, youngest first. */
    List<SessionMemory> in(Set<Long> hostPids) throws IOException {
        List<Path> youngestFirst = new ArrayList<>(files());
        Map<Path, Instant> touched = new HashMap<>();
        for (Path file : youngestFirst)
            touched.put(file, Files.getLastModifiedTime(file).toInstant());
        youngestFirst.sort(Comparator.comparing(touched::get).reversed());
        List<SessionMemory> found = new ArrayList<>();
        for (Path file : youngestFirst)
            read(file).filter(memory -> hostPids.contains(memory.hostPid())).ifPresent(found::add);
        return found;
    }

    void forget(HostSession session) throws IOException {
        Files.deleteIfExists(place(session.key()));
    }

    /** Removes the memories of sessions that were not heard of for {@link #KEPT}. */
    void removeOld(Instant now) throws IOException {
        for (Path file : files())
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT))) Files.deleteIfExists(file);
    }

    // --- Files ---

    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try {
            Files.createDirectory(folder, PRIVATE_FOLDER);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) throw e;
        }
    }

    private Path place(String key) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < key.length() && name.length() < MAX_NAME_CHARS; i++) {
            char c = key.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            name.append(plain ? c : '_');
        }
        return folder.resolve(name.append('.')
                .append(Integer.toHexString(key.hashCode()))
                .append(SUFFIX)
                .toString());
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return files;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            entries.forEach(files::add);
        }
        return files;
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + MAX_WAIT.toNanos();
        while (true) {
            FileLock lock = tryLock(channel);
            if (lock != null) return Optional.of(lock);
            if (System.nanoTime() > deadline) return Optional.empty();
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    private static Optional<SessionMemory> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return load(channel);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What a call that was killed while it wrote left behind counts as nothing. */
    private static Optional<SessionMemory> load(FileChannel channel) throws IOException {
        int size = (int) Math.min(channel.size(), MAX_BYTES);
        if (size == 0) return Optional.empty();
        ByteBuffer bytes = ByteBuffer.allocate(size);
        channel.position(0);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // until all is there
        }
        try {
            return Optional.of(SessionMemory.read(JsonObject.parse(bytes.array(), 0, bytes.position())));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }
}
