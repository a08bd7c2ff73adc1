package mesh.adapter.http;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what is being answered, so that a stop can wait for it. Safe for use by many threads. */
final class InFlight {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private int count;
    private boolean closing;

    /** @return false once {@link #close} was called: nothing new is begun then */
    boolean begin() {
        lock.lock();
        try {
            if (closing) return false;
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Counts something that outlives what began it; to be called before that ends. */
    void beginMore() {
        lock.lock();
        try {
            count++;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            if (--count == 0) none.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closing = true;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is in flight. @return false when that takes longer than {@code most} */
    boolean awaitNone(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            while (count > 0 && left > 0) left = none.awaitNanos(left);
            return count == 0;
        } finally {
            lock.unlock();
        }
    }
}
