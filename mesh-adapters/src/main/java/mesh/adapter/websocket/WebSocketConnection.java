package mesh.adapter.websocket;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import mesh.adapter.link.Bye;
import mesh.adapter.link.FrameChannel;
import mesh.adapter.link.OutQueue;

/**
 * The broker's end of a connection that has become a WebSocket. One thread reads and makes the calls, one writes what
 * waits in the bounded queue; whoever has something to send only leaves it there.
 */
final class WebSocketConnection implements FrameChannel {
    private static final System.Logger LOG = System.getLogger(WebSocketConnection.class.getName());
    private static final int WRITE_BYTES = 16 * 1024;
    /** From the first close frame to the end of the connection. */
    static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Transport transport;
    private final BooleanSupplier welcome;
    private final Conversation conversation;
    private final ReentrantLock sending = new ReentrantLock();
    private final Condition somethingToSend = sending.newCondition();
    private final Condition sent = sending.newCondition();
    private final OutQueue queue = new OutQueue();
    /** A close frame is in the queue or out; nothing follows it. */
    private boolean closing;

    private boolean written;

    /** @param welcome whether this guest may still stay */
    WebSocketConnection(Transport transport, BooleanSupplier welcome, Conversation.Opening opening) {
        this.transport = transport;
        this.welcome = welcome;
        this.conversation = opening.open(this);
    }

    /** Reads until the end, which is the end of the connection. */
    void run(ByteSource source) {
        try {
            read(source);
        } catch (WebSocketFault e) {
            LOG.log(
                    Level.INFO,
                    "A WebSocket from {0} is closed with {1}: {2}",
                    transport,
                    Integer.toString(e.code()),
                    e.getMessage());
            startClose(e.code(), e.getMessage());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A WebSocket broke", e);
        } finally {
            conversation.ended();
            finish(source);
        }
    }

    private void read(ByteSource source) throws IOException {
        MessageReader reader = new MessageReader(source);
        for (Message message; (message = reader.next()) != null; ) {
            switch (message.opcode()) {
                case Frame.CLOSE -> {
                    startClose(message.closeCode(), "");
                    return;
                }
                case Frame.PING -> {
                    if (!offer(Frame.of(Frame.PONG, message.payload())))
                        throw new WebSocketFault(CloseCode.POLICY, "Too much waits to be read");
                }
                case Frame.PONG -> {}
                default -> {
                    if (!isClosing()) conversation.received(message, source.hasMore());
                }
            }
        }
    }

    /** Lets the last words out; a connection closed on top of unread bytes would take them back. */
    private void finish(ByteSource source) {
        try {
            if (awaitWritten()) source.drain();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A WebSocket broke while it was closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** @return whether there were last words, and they are out */
    private boolean awaitWritten() throws InterruptedException {
        sending.lock();
        try {
            if (!closing) return false;
            while (!written && transport.isOpen()) sent.await();
            return transport.isOpen();
        } finally {
            sending.unlock();
        }
    }

    private boolean isClosing() {
        sending.lock();
        try {
            return closing;
        } finally {
            sending.unlock();
        }
    }

    /** Sends a close frame after what waits, unless there was one. */
    void startClose(int code, String reason) {
        sending.lock();
        try {
            if (closing) return;
            queue.force(Frame.close(code, reason));
            closing = true;
            somethingToSend.signal();
        } finally {
            sending.unlock();
        }
        transport.closeAfter(CLOSE_WITHIN);
    }

    void expelUnlessWelcome() {
        if (!isClosing() && !welcome.getAsBoolean()) conversation.expelled();
    }

    @Override
    public boolean send(byte[] frame) {
        return offer(Frame.of(Frame.TEXT, frame, frame.length - 1));
    }

    /** @return false when too much waits already */
    boolean offer(byte[] encoded) {
        sending.lock();
        try {
            if (closing || !transport.isOpen()) return true;
            if (!queue.offer(encoded)) return false;
            somethingToSend.signal();
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
            queue.force(Frame.of(Frame.TEXT, frame, frame.length - 1));
            startClose(CloseCode.of(why), why.text());
        } finally {
            sending.unlock();
        }
    }

    @Override
    public boolean awaitRoom(long nanos) throws InterruptedException {
        sending.lock();
        try {
            long left = nanos;
            while (!queue.hasRoom() && !closing && transport.isOpen() && left > 0) left = sent.awaitNanos(left);
            return queue.hasRoom() && !closing && transport.isOpen();
        } finally {
            sending.unlock();
        }
    }

    /** Writes what is put into the queue, until a close frame or the end. */
    void write() {
        try {
            OutputStream out = new BufferedOutputStream(transport.output(), WRITE_BYTES);
            for (byte[] frame; (frame = next(out)) != null; ) {
                out.write(frame);
                removeWritten();
            }
            transport.shutdownOutput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A client went away", e);
            transport.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sending.lock();
            try {
                written = true;
                sent.signalAll();
            } finally {
                sending.unlock();
            }
        }
    }

    /** The frame to write next; what is written is on its way before this waits for more. {@code null} at the end. */
    private byte[] next(OutputStream out) throws IOException, InterruptedException {
        byte[] first = first(false);
        if (first != null) return first;
        out.flush();
        return first(true);
    }

    private byte[] first(boolean wait) throws InterruptedException {
        sending.lock();
        try {
            while (wait && queue.isEmpty() && !closing && transport.isOpen()) somethingToSend.await();
            return queue.peek();
        } finally {
            sending.unlock();
        }
    }

    private void removeWritten() {
        sending.lock();
        try {
            queue.remove();
            if (queue.hasRoom()) sent.signalAll();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        transport.close();
        sending.lock();
        try {
            queue.close();
            somethingToSend.signalAll();
            sent.signalAll();
        } finally {
            sending.unlock();
        }
    }
}
