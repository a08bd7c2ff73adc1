package mesh.adapter.mcp.tool;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The threads of one MCP server; none keeps the process alive. */
public final class Workers implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor calls;
    private final ReentrantLock starting = new ReentrantLock();
    private ScheduledExecutorService timer;

    /** @param maxBusy calls that block for the mesh's answer at the same time; those that only wait take no thread */
    public Workers(int maxBusy) {
        calls = new ThreadPoolExecutor(
                maxBusy,
                maxBusy,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "mcp-call"));
        calls.allowCoreThreadTimeOut(true);
    }

    /** For what may block. */
    public Executor calls() {
        return calls;
    }

    /** For what is to be done now and then, and returns at once. */
    public ScheduledExecutorService timer() {
        starting.lock();
        try {
            if (timer == null) timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "mcp-timer"));
            return timer;
        } finally {
            starting.unlock();
        }
    }

    /** Runs {@code task} on a thread of its own and waits for its end, but not for longer than {@code patience}. */
    public static void run(Runnable task, Duration patience) {
        Thread thread = daemon(task, "mcp-end");
        thread.start();
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Takes no more calls, and gives those under way at most {@code patience} to end. */
    public void drain(Duration patience) {
        calls.shutdown();
        try {
            calls.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        calls.shutdownNow();
        starting.lock();
        try {
            if (timer != null) timer.shutdownNow();
        } finally {
            starting.unlock();
        }
    }
}
