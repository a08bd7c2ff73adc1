package mesh.adapter.link;

import java.util.ArrayDeque;
import java.util.Deque;

/** Frames that wait to be sent on one connection, bounded. To be guarded by whoever owns it. */
public final class OutQueue {
    public static final int MAX_FRAMES = 1_024;
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Deque<byte[]> frames = new ArrayDeque<>();
    private int bytes;

    /** An empty queue. */
    public OutQueue() {}

    /** @return false when that would be too much; the frame was not taken */
    public boolean offer(byte[] frame) {
        if (frames.size() >= MAX_FRAMES || bytes + frame.length > MAX_BYTES) return false;
        force(frame);
        return true;
    }

    /** Takes a frame beyond the bound: a last one. */
    public void force(byte[] frame) {
        frames.add(frame);
        bytes += frame.length;
    }

    /** The frame to send next, or {@code null}. */
    public byte[] peek() {
        return frames.peek();
    }

    public void remove() {
        bytes -= frames.remove().length;
    }

    public boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Whether it is at most half full. */
    public boolean hasRoom() {
        return frames.size() <= MAX_FRAMES / 2 && bytes <= MAX_BYTES / 2;
    }
}
