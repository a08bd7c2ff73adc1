package mesh.adapter.client;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Looks after one uplink in the background: heartbeats, silence, and connecting again for what is followed. */
final class Keeper implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(5);

    private final Uplink uplink;
    private final long heartbeatNanos;
    private final boolean beats;
    private final Thread thread = new Thread(this::run, "mesh-keeper");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean started;
    private boolean awake;
    private volatile boolean closed;

    Keeper(Uplink uplink, Duration heartbeat, boolean beats) {
        this.uplink = uplink;
        this.heartbeatNanos = heartbeat.toNanos();
        this.beats = beats;
        thread.setDaemon(true);
    }

    /** Begins, the first time. */
    void start() {
        lock.lock();
        try {
            if (started || closed) return;
            started = true;
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    /** Has a look at once. */
    void wake() {
        lock.lock();
        try {
            awake = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long beatAt = System.nanoTime() + heartbeatNanos;
        int failures = 0;
        try {
            while (!closed) {
                long now = System.nanoTime();
                if (beats && now - beatAt >= 0) {
                    uplink.beat();
                    beatAt = System.nanoTime() + heartbeatNanos;
                }
                boolean missing = uplink.tend();
                failures = missing ? failures + 1 : 0;
                long pause = missing ? Backoff.nanos(failures) : ROUND.toNanos();
                if (beats) pause = Math.min(pause, beatAt - System.nanoTime());
                await(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            for (long left = nanos; left > 0 && !awake && !closed; ) left = woken.awaitNanos(left);
            awake = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
