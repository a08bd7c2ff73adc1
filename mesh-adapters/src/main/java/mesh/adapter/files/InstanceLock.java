package mesh.adapter.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import mesh.domain.peer.ProcessIdentity;

/**
 * A right that one process at a time has in a data directory: a lock of the operating system, which ends with the process
 * however that ends. Its file says who holds it.
 */
public final class InstanceLock implements AutoCloseable {
    /**
     * A POSIX lock belongs to a whole process, and closing any descriptor of its file ends it (fcntl(2)). So a process
     * must not open a lock file that it already holds, and has to remember which ones those are: by file, not by name.
     */
    private static final ConcurrentMap<Object, ProcessIdentity> HELD_BY_THIS_PROCESS = new ConcurrentHashMap<>();

    /** Held from the look whether a file may be opened until it is locked, or closed again. */
    private static final ReentrantLock TAKING = new ReentrantLock();

    private static final int MAX_BYTES = 256;
    private static final int MAX_PID_DIGITS = 10;

    private final Path file;
    private final FileChannel channel;
    private final Object fileKey;

    private InstanceLock(Path file, FileChannel channel, Object fileKey) {
        this.file = file;
        this.channel = channel;
        this.fileKey = fileKey;
    }

    private static Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** The right to be the broker, for this process; empty where another broker has it. The folder must exist. */
    public static Optional<InstanceLock> toRun(DataDirectory directory, ProcessIdentity self) throws IOException {
        return take(directory.lock(), self);
    }

    /** The right to start a broker, so that of many clients that miss one only one does. */
    public static Optional<InstanceLock> toStart(DataDirectory directory, ProcessIdentity self) throws IOException {
        return take(directory.startLock(), self);
    }

    /**
     * The process that has the right to be the broker, or had it when it was killed: ask whether it still runs. Takes
     * no lock, so that it gets in nobody's way.
     */
    public static Optional<ProcessIdentity> holder(DataDirectory directory) throws IOException {
        if (!Files.exists(directory.lock(), LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
        if (Files.isSymbolicLink(directory.lock())) throw DataDirectory.planted(directory.lock());
        TAKING.lock();
        try {
            ProcessIdentity self = HELD_BY_THIS_PROCESS.get(fileKey(directory.lock()));
            return self != null ? Optional.of(self) : parse(read(directory.lock()));
        } finally {
            TAKING.unlock();
        }
    }

    private static String read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            channel.read(bytes, 0);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
        }
    }

    private static Optional<InstanceLock> take(Path file, ProcessIdentity self) throws IOException {
        TAKING.lock();
        try {
            boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            if (exists && HELD_BY_THIS_PROCESS.containsKey(fileKey(file))) return Optional.empty();
            return lock(file, self);
        } finally {
            TAKING.unlock();
        }
    }

    private static Optional<InstanceLock> lock(Path file, ProcessIdentity self) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.<OpenOption>of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        InstanceLock taken = null;
        try {
            Object fileKey = fileKey(file);
            if (channel.tryLock() == null) return Optional.empty();
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(self.pid() + " " + self.mark() + "\n"), 0);
            HELD_BY_THIS_PROCESS.put(fileKey, self);
            taken = new InstanceLock(file, channel, fileKey);
            return Optional.of(taken);
        } finally {
            if (taken == null) channel.close();
        }
    }

    /** Whether the lock still means something: false once its file, or the whole folder, was removed or replaced. */
    public boolean isStanding() {
        try {
            return channel.isOpen() && fileKey(file).equals(fileKey);
        } catch (IOException e) {
            return !(e instanceof NoSuchFileException); // out of descriptors, say: that tells nothing
        }
    }

    /** The file that is locked. */
    public Path file() {
        return file;
    }

    private static Optional<ProcessIdentity> parse(String text) {
        int space = text.indexOf(' ');
        if (space < 1 || space > MAX_PID_DIGITS) return Optional.empty();
        long pid = 0;
        for (int i = 0; i < space; i++) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit < 0) return Optional.empty();
            pid = pid * 10 + digit;
        }
        if (pid < 1 || pid > Integer.MAX_VALUE || text.length() - space > 200) return Optional.empty();
        return Optional.of(new ProcessIdentity(pid, text.substring(space + 1)));
    }

    /** Gives the right back, and leaves no name in the file. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) return;
        try (channel) {
            channel.truncate(0);
        } finally {
            HELD_BY_THIS_PROCESS.remove(fileKey);
        }
    }
}
