package mesh.adapter.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Frames that wait to be sent on one connection, bounded: by themselves, and by what waits on all connections together. To
 * be guarded by whoever owns it, and closed.
 */
public final class OutQueue {
    public static final int MAX_FRAMES = 1_024;
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Deque<byte[]> frames = new ArrayDeque<>();
    private final Heap heap;
    private int bytes;
    private boolean closed;

    /** What all queues hold together. */
    static final class Heap {
        /** One for the process, as its heap is; clients that do not read get a quarter of it. */
        private static final Heap OF_THIS_PROCESS =
                new Heap(Runtime.getRuntime().maxMemory() / 4);

        private final long maxBytes;
        private final AtomicLong bytes = new AtomicLong();

        Heap(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        private boolean hasRoom(int more) {
            return bytes.get() + more <= maxBytes;
        }
    }

    /** An empty queue. */
    public OutQueue() {
        this(Heap.OF_THIS_PROCESS);
    }

    OutQueue(Heap heap) {
        this.heap = heap;
    }

    /**
     * Where all queues together hold too much, those that are behind take nothing more; one that is empty does, so that who
     * reads does not suffer from who does not.
     *
     * @return false when that would be too much; the frame was not taken
     */
    public boolean offer(byte[] frame) {
        if (frames.size() >= MAX_FRAMES || bytes + frame.length > MAX_BYTES) return false;
        if (!frames.isEmpty() && !heap.hasRoom(frame.length)) return false;
        force(frame);
        return true;
    }

    /** Takes a frame beyond the bound: a last one. */
    public void force(byte[] frame) {
        if (closed) return;
        frames.add(frame);
        count(frame.length);
    }

    /** The frame to send next, or {@code null}. */
    public byte[] peek() {
        return frames.peek();
    }

    /** Removes what was peeked at, unless the queue was closed meanwhile. */
    public void remove() {
        byte[] sent = frames.poll();
        if (sent != null) count(-sent.length);
    }

    public boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Whether it is at most half full. */
    public boolean hasRoom() {
        return frames.size() <= MAX_FRAMES / 2 && bytes <= MAX_BYTES / 2;
    }

    /** Drops what waits, and whatever comes. */
    public void close() {
        closed = true;
        frames.clear();
        count(-bytes);
    }

    private void count(int more) {
        bytes += more;
        heap.bytes.addAndGet(more);
    }
}
