package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.link.FrameStream;
import mesh.adapter.link.Frames;

/**
 * A client's connection to a hub: one text message for each frame. A network can fall silent without a word, so this asks
 * for a sign of life by WebSocket pings; a client that notices soon is back before its peers are taken for dead.
 */
final class WebSocketStream implements FrameStream {
    /** How many frames may wait to be received before the hub has to wait. */
    private static final int AHEAD = 16;

    private static final long GOODBYE_MILLIS = 1_000;
    static final Duration PING_AFTER = Duration.ofSeconds(5);
    static final Duration SILENT_AFTER = Duration.ofSeconds(20);

    /** A frame, or why there are no more. */
    private record Incoming(byte[] frame, Throwable failure) {}

    private final BlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile WebSocket webSocket;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean over;

    WebSocket.Listener listener() {
        return new Listening();
    }

    WebSocketStream over(WebSocket connected) {
        webSocket = connected;
        tendLater();
        return this;
    }

    private void tendLater() {
        CompletableFuture.delayedExecutor(PING_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::tend);
    }

    private void tend() {
        long silence = System.nanoTime() - heardAt;
        if (over) return;
        if (silence > SILENT_AFTER.toNanos()) {
            end(new IOException("nothing was heard of the hub for " + SILENT_AFTER.toSeconds() + " s"));
            webSocket.abort();
            return;
        }
        if (silence > PING_AFTER.toNanos()) webSocket.sendPing(ByteBuffer.allocate(0));
        tendLater();
    }

    /** @param failure {@code null} where all is in order */
    private void end(Throwable failure) {
        over = true;
        incoming.add(new Incoming(null, failure));
    }

    @Override
    public void send(byte[] frame) throws IOException {
        String text = new String(frame, 0, frame.length - 1, UTF_8);
        sending.lock();
        try {
            webSocket.sendText(text, true).join();
        } catch (CompletionException e) {
            throw new IOException("The frame was not sent: " + e.getCause().getMessage(), e.getCause());
        } finally {
            sending.unlock();
        }
    }

    @Override
    public byte[] receive() throws IOException {
        Incoming next;
        try {
            next = incoming.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for a frame", e);
        }
        if (next.frame() != null) {
            webSocket.request(1);
            return next.frame();
        }
        incoming.add(next); // so it stays
        if (next.failure() == null) return null;
        throw new IOException("The WebSocket broke: " + next.failure().getMessage(), next.failure());
    }

    @Override
    public void close() {
        end(null);
        webSocket
                .sendClose(WebSocket.NORMAL_CLOSURE, "")
                .completeOnTimeout(webSocket, GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((done, failed) -> webSocket.abort());
    }

    /** Called by one thread at a time. */
    private final class Listening implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(AHEAD);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heardAt = System.nanoTime();
            if (begun.length() + data.length() > Frames.MAX_BYTES) {
                end(new IOException("a frame has more than " + Frames.MAX_BYTES + " bytes"));
                from.abort();
                return null;
            }
            begun.append(data);
            if (last) {
                incoming.add(new Incoming(begun.toString().getBytes(UTF_8), null));
                begun.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            end(new IOException("the hub sent binary data"));
            from.abort();
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            heardAt = System.nanoTime();
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end(null);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            end(failure);
        }
    }
}
