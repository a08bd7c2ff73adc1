package mesh.adapter.uds;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.link.Bye;
import mesh.adapter.link.FrameChannel;
import mesh.adapter.link.LinkServer;
import mesh.adapter.link.LinkSession;
import mesh.adapter.link.OutQueue;

/**
 * The broker's end of one client's connection. Its own thread reads and makes the calls: a lone call is handed to nobody.
 * Whoever has a frame for the client writes as much of it as the socket takes, and leaves the rest to that thread.
 */
final class UdsConnection implements FrameChannel, Runnable {
    private static final System.Logger LOG = System.getLogger(UdsConnection.class.getName());
    private static final int READ_BYTES = 16 * 1024;
    /** How long a client may take to read what is sent before a link ends. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final LinkSession session;

    private final ReentrantLock sending = new ReentrantLock();
    private final Condition sent = sending.newCondition();
    private final OutQueue queue = new OutQueue();
    /** The first frame of the queue, once some of it is written. */
    private ByteBuffer begun;

    private boolean full;
    private volatile boolean closing;
    private volatile long closeAt;

    /** Takes over {@code channel}, which is closed when this fails. */
    UdsConnection(SocketChannel channel, LinkServer links) throws IOException {
        this.channel = channel;
        Selector opened = null;
        try {
            channel.configureBlocking(false);
            opened = Selector.open();
            this.key = channel.register(opened, SelectionKey.OP_READ);
        } catch (IOException e) {
            Sockets.close(channel);
            if (opened != null) Sockets.close(opened);
            throw e;
        }
        this.selector = opened;
        this.session = links.open(this);
    }

    @Override
    public void run() {
        try {
            serve();
        } catch (CancelledKeyException e) {
            LOG.log(Level.DEBUG, "A connection was closed", e);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A connection broke", e);
        } finally {
            end();
        }
    }

    /** Ends the connection and its session; for a connection whose thread never started, too. */
    void end() {
        close();
        session.ended();
        Sockets.close(selector);
    }

    private void serve() throws IOException {
        ByteBuffer received = ByteBuffer.allocateDirect(READ_BYTES);
        LineSplitter lines = new LineSplitter();
        while (!isOver()) {
            selector.select(closing ? LAST_WORDS.toMillis() : 0);
            selector.selectedKeys().clear();
            if (key.isWritable()) flush();
            if (key.isReadable() && !closing && !read(received, lines)) return;
        }
    }

    private boolean isOver() {
        if (!channel.isOpen()) return true;
        if (!closing) return false;
        sending.lock();
        try {
            return queue.isEmpty() || System.nanoTime() - closeAt > 0;
        } finally {
            sending.unlock();
        }
    }

    /** @return false at the end of what the client sends */
    private boolean read(ByteBuffer received, LineSplitter lines) throws IOException {
        if (channel.read(received.clear()) < 0) return false;
        boolean moreInSocket = !received.hasRemaining();
        received.flip();
        try {
            while (received.hasRemaining()) {
                byte[] line = lines.next(received);
                if (line == null || line.length == 0) continue;
                session.received(line, moreInSocket || LineSplitter.hasLine(received));
            }
        } catch (LineSplitter.FrameTooLong e) {
            session.goodbye(Bye.INVALID_FRAME, e.getMessage() + ".");
        }
        return true;
    }

    @Override
    public boolean send(byte[] frame) {
        sending.lock();
        try {
            if (closing) return true;
            if (!queue.offer(frame)) return false;
            if (!full) flush();
            return true;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void sendLast(byte[] frame, Bye why) {
        sending.lock();
        try {
            if (closing) return;
            closing = true;
            closeAt = System.nanoTime() + LAST_WORDS.toNanos();
            queue.force(frame);
            key.interestOps(SelectionKey.OP_WRITE);
            if (!full) flush();
            sent.signalAll();
        } catch (CancelledKeyException e) {
            LOG.log(Level.DEBUG, "The client was gone before it was told why", e);
        } finally {
            sending.unlock();
        }
        selector.wakeup();
    }

    /** Writes what the socket takes at once. */
    private void flush() {
        sending.lock();
        try {
            boolean written = true;
            while (written && !queue.isEmpty()) written = writeFirst();
            if (full == written) heedRoom(!written);
            if (queue.hasRoom()) sent.signalAll();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A client went away", e);
            close();
        } catch (CancelledKeyException e) {
            LOG.log(Level.DEBUG, "A connection was closed", e);
        } finally {
            sending.unlock();
        }
    }

    /** @return whether the whole frame was written */
    private boolean writeFirst() throws IOException {
        byte[] frame = queue.peek();
        if (begun == null) begun = ByteBuffer.wrap(frame);
        while (begun.position() < frame.length) {
            begun.limit(Math.min(frame.length, begun.position() + UdsStream.WRITE_BYTES));
            Sockets.write(channel, begun);
            if (begun.hasRemaining()) return false;
        }
        queue.remove();
        begun = null;
        return true;
    }

    /** Has the connection's thread go on writing once there is room, or not. */
    private void heedRoom(boolean isFull) {
        full = isFull;
        if (closing) return;
        key.interestOps(isFull ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        selector.wakeup();
    }

    @Override
    public boolean awaitRoom(long nanos) throws InterruptedException {
        sending.lock();
        try {
            long left = nanos;
            while (!queue.hasRoom() && !closing && channel.isOpen() && left > 0) left = sent.awaitNanos(left);
            return queue.hasRoom() && !closing && channel.isOpen();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        Sockets.close(channel);
        selector.wakeup();
        sending.lock();
        try {
            queue.close();
            sent.signalAll();
        } finally {
            sending.unlock();
        }
    }
}
