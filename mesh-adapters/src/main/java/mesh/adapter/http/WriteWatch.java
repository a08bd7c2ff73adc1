package mesh.adapter.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends writes to clients that do not read. A write into a socket whose other side is full blocks for ever; interrupting
 * its thread closes the socket, so the thread and the connection come back.
 */
final class WriteWatch {
    /** How long one answer, or one batch of a stream, may take to write. */
    static final Duration MAX_WRITE = Duration.ofSeconds(20);

    private final Set<Write> writes = ConcurrentHashMap.newKeySet();
    private final long maxNanos;

    WriteWatch(ScheduledExecutorService timer, Duration maxWrite) {
        maxNanos = maxWrite.toNanos();
        long period = Math.max(1, maxNanos / 4);
        timer.scheduleWithFixedDelay(this::interruptStuck, period, period, TimeUnit.NANOSECONDS);
    }

    /** Something that blocks while its client does not read. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Runs {@code work} in the calling thread. @throws IOException when it fails, or takes too long */
    void during(Work work) throws IOException {
        Write write = new Write(Thread.currentThread(), System.nanoTime() + maxNanos);
        writes.add(write);
        try {
            work.run();
        } finally {
            writes.remove(write);
            write.end();
        }
    }

    private void interruptStuck() {
        long now = System.nanoTime();
        for (Write write : writes) if (write.deadline - now < 0) write.interrupt();
    }

    /** One write, by one thread. */
    private static final class Write {
        private final Thread thread;
        private final long deadline;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean over;
        private boolean interrupted;

        private Write(Thread thread, long deadline) {
            this.thread = thread;
            this.deadline = deadline;
        }

        private void interrupt() {
            lock.lock();
            try {
                if (over || interrupted) return;
                interrupted = true;
                thread.interrupt();
            } finally {
                lock.unlock();
            }
        }

        /** An interrupt that was meant for the write does not outlive it. */
        private void end() {
            lock.lock();
            try {
                over = true;
                if (interrupted) Thread.interrupted();
            } finally {
                lock.unlock();
            }
        }
    }
}
