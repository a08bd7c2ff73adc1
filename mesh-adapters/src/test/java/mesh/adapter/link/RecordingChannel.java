package mesh.adapter.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mesh.adapter.wire.JsonObject;

/** A connection whose other side is the test. */
final class RecordingChannel implements FrameChannel {
    private final LinkedBlockingQueue<JsonObject> sent = new LinkedBlockingQueue<>();
    private volatile int room = Integer.MAX_VALUE;
    private volatile boolean closing;

    /** After so many more frames nothing is taken. */
    void limitTo(int frames) {
        room = frames;
    }

    @Override
    public synchronized boolean send(byte[] frame) {
        if (closing) return true;
        if (room-- <= 0) return false;
        record(frame);
        return true;
    }

    @Override
    public synchronized void sendLast(byte[] frame, Bye why) {
        if (!closing) record(frame);
        closing = true;
    }

    private void record(byte[] frame) {
        String line = new String(frame, UTF_8);
        if (line.indexOf('\n') != line.length() - 1) throw new AssertionError("Not one line: " + line);
        sent.add(JsonObject.parse(line));
    }

    @Override
    public boolean awaitRoom(long nanos) {
        return room > 0;
    }

    @Override
    public void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** The next frame; fails when none comes. */
    JsonObject next() throws InterruptedException {
        JsonObject frame = sent.poll(10, TimeUnit.SECONDS);
        if (frame == null) throw new AssertionError("Nothing was sent");
        return frame;
    }

    /** The next frame that has {@code field}; others are passed over. */
    JsonObject next(String field) throws InterruptedException {
        JsonObject frame = next();
        while (!frame.has(field)) frame = next();
        return frame;
    }

    boolean isQuiet() {
        return sent.isEmpty();
    }
}
