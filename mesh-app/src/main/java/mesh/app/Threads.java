package mesh.app;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that the parts of one broker share. */
final class Threads implements AutoCloseable {
    private static final int WAITERS = 8;
    private static final int IDLE_SECONDS = 30;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> daemon("timer", work));
    private final ThreadPoolExecutor waiters = new ThreadPoolExecutor(
            WAITERS,
            WAITERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> daemon("waiter", work));

    Threads() {
        timer.setRemoveOnCancelPolicy(true);
        waiters.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "mesh-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** For what is due at a time and takes none. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** For what a long wait comes to. */
    Executor waiters() {
        return waiters;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        waiters.shutdown();
    }
}
