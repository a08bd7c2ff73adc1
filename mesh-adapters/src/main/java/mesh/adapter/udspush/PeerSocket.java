package mesh.adapter.udspush;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.wire.NoticeJson;
import mesh.adapter.wire.NoticeQueue;
import mesh.domain.InvalidInput;
import mesh.domain.Notice;
import mesh.domain.Refusal;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;
import mesh.port.in.MeshUnavailable;

/**
 * One peer's socket. It is connected to when there is something to write, and again, ever more rarely, while nobody
 * listens; what could not be written is read back from the feed.
 */
final class PeerSocket implements Runnable, AutoCloseable {
    /** Longest path that fits a socket address on Linux and macOS. */
    private static final int MAX_PATH_BYTES = 103;

    private static final Logger LOG = System.getLogger(PeerSocket.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final EventFeed feed;
    private final PeerId peer;
    private final Path path;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private Optional<SocketChannel> channel = Optional.empty();
    private Optional<NoticeQueue> queue = Optional.empty();
    private boolean closed;

    PeerSocket(EventFeed feed, PeerId peer, Path path) {
        this.feed = feed;
        this.peer = peer;
        this.path = path;
    }

    /** @throws InvalidInput unless {@code text} names something directly inside {@code folder}, and no symbolic link */
    static Path check(Path folder, String text) throws IOException {
        Path path = Path.of(text);
        boolean inside = path.isAbsolute()
                && path.getFileName() != null
                && path.getParent().toRealPath().equals(folder.toRealPath())
                && !path.getFileName().toString().equals("..");
        if (!inside) throw new InvalidInput("udsPath", "must be a socket in " + folder);
        if (Files.isSymbolicLink(path)) throw new InvalidInput("udsPath", "must not be a symbolic link");
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES)
            throw new InvalidInput("udsPath", "must have at most " + MAX_PATH_BYTES + " bytes");
        return path;
    }

    Path path() {
        return path;
    }

    @Override
    public void run() {
        Optional<Sequence> reached = Optional.empty();
        try {
            while (!isClosed()) reached = followFrom(reached);
        } catch (Refusal.UnknownPeer e) {
            LOG.log(Level.DEBUG, "A peer with a socket has left", e);
        } catch (MeshUnavailable e) {
            LOG.log(Level.WARNING, "Push to the socket of peer " + peer + " has ended", e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "Push to a socket was interrupted", e);
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Follows until the queue overruns or the socket is closed. @return the last sequence that was written */
    private Optional<Sequence> followFrom(Optional<Sequence> since) throws InterruptedException {
        NoticeQueue waiting = new NoticeQueue();
        setQueue(waiting);
        Optional<Sequence> reached = since;
        EventFeed.Following following = feed.follow(peer, since, waiting::offer);
        try {
            for (List<Notice> notices = waiting.take(LOOK_AGAIN);
                    !isClosed() && !(notices.isEmpty() && waiting.isClosed());
                    notices = waiting.take(LOOK_AGAIN))
                for (Notice notice : notices) {
                    if (!write(notice)) return reached;
                    reached = Optional.of(notice.seq());
                }
        } finally {
            following.close();
        }
        return reached;
    }

    /** Writes one line, whatever time that takes. @return false once this is closed */
    private boolean write(Notice notice) throws InterruptedException {
        byte[] json = NoticeJson.older(notice);
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            try {
                ByteBuffer line = ByteBuffer.allocate(json.length + 1)
                        .put(json)
                        .put((byte) '\n')
                        .flip();
                SocketChannel open = connected();
                while (line.hasRemaining()) open.write(line);
                return true;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "Nobody listens at the socket of peer " + peer, e);
                disconnect();
                awaitEnd(pause);
                pause = longer(pause);
            }
        }
        return false;
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private SocketChannel connected() throws IOException {
        Optional<SocketChannel> open = channel();
        if (open.isPresent()) return open.get();
        if (Files.isSymbolicLink(path)) throw new IOException(path + " has become a symbolic link");
        SocketChannel fresh = SocketChannel.open(StandardProtocolFamily.UNIX);
        lock.lock();
        try {
            if (closed) {
                fresh.close();
                throw new ClosedChannelException();
            }
            channel = Optional.of(fresh); // before it connects, so that a close ends that as well
        } finally {
            lock.unlock();
        }
        fresh.connect(UnixDomainSocketAddress.of(path));
        return fresh;
    }

    private Optional<SocketChannel> channel() {
        lock.lock();
        try {
            return channel;
        } finally {
            lock.unlock();
        }
    }

    private void disconnect() {
        lock.lock();
        try {
            if (channel.isPresent()) channel.get().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A socket did not close well", e);
        } finally {
            channel = Optional.empty();
            lock.unlock();
        }
    }

    private void setQueue(NoticeQueue waiting) {
        lock.lock();
        try {
            queue = Optional.of(waiting);
            if (closed) waiting.close();
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) left = ended.awaitNanos(left);
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ended.signalAll();
            queue.ifPresent(NoticeQueue::close);
        } finally {
            lock.unlock();
        }
        disconnect();
    }
}
