package mesh.adapter.wire;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mesh.domain.Refusal;

/**
 * Has large documents wait for each other, so that what all of them turn into at once fits into the heap. Small ones pass.
 * Safe for use by many threads.
 */
public final class LargeDocuments {
    /** One for the process, since the heap is. */
    public static final LargeDocuments OF_THIS_PROCESS =
            new LargeDocuments(Runtime.getRuntime().maxMemory());

    /** Documents up to this pass. */
    private static final int SMALL_BYTES = 64 * 1024;
    /** What a byte of JSON may turn into, at most, with as much again to spare. */
    private static final int HEAP_BYTES_EACH = 16;

    private static final long PATIENCE_SECONDS = 10;

    private final int total;
    private final Semaphore free;

    LargeDocuments(long heapBytes) {
        total = (int) Math.min(Integer.MAX_VALUE, Math.max(1, heapBytes / SMALL_BYTES / HEAP_BYTES_EACH));
        free = new Semaphore(total, true);
    }

    /** Room for one document, until it is left. */
    public interface Room {
        void leave();
    }

    /**
     * Waits for room.
     *
     * @param bytes of the document, as announced or as come
     * @throws Refusal.LimitReached where there is none for ten seconds
     */
    public Room await(long bytes) {
        if (bytes <= SMALL_BYTES) return () -> {};
        int units = (int) Math.min(total, bytes / SMALL_BYTES + 1);
        try {
            if (!free.tryAcquire(units, PATIENCE_SECONDS, TimeUnit.SECONDS)) throw full();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full();
        }
        return () -> free.release(units);
    }

    private static Refusal full() {
        return new Refusal.LimitReached("Too many large documents came at once for the memory there is. Try again.");
    }
}
