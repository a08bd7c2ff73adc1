package mesh.adapter.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mesh.domain.Notice;

/**
 * What waits to be written to one follower: bounded, so that a reader that does not read costs no more than this. A
 * notice that does not fit closes the queue; its reader resumes from the last sequence it saw. Safe for use by many
 * threads.
 */
public final class NoticeQueue {
    public static final int MAX_NOTICES = 1_024;
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    /** What a notice takes beside its text. */
    private static final int BYTES_AROUND_TEXT = 512;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Notice> waiting = new ArrayList<>();
    private long bytes;
    private boolean closed;

    /** An empty queue. */
    public NoticeQueue() {}

    /** Adds a notice and returns at once. @return false once the queue is closed, or when this closed it */
    public boolean offer(Notice notice) {
        long size = sizeOf(notice);
        lock.lock();
        try {
            if (closed) return false;
            if (waiting.size() >= MAX_NOTICES || bytes + size > MAX_BYTES) {
                close();
                return false;
            }
            waiting.add(notice);
            bytes += size;
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for notices. @return all that wait, in order; empty when time is up, or nothing will come any more */
    public List<Notice> take(Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed && left > 0) left = changed.awaitNanos(left);
            if (waiting.isEmpty()) return List.of();
            List<Notice> taken = waiting;
            waiting = new ArrayList<>();
            bytes = 0;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static long sizeOf(Notice notice) {
        int text = notice instanceof Notice.OfEvent event
                ? event.event().payload().json().length()
                : ((Notice.OfMessage) notice).message().payload().length();
        return (long) text + BYTES_AROUND_TEXT;
    }
}
