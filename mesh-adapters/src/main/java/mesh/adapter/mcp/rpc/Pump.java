package mesh.adapter.mcp.rpc;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Notifications on their way to one client: in order, one at a time, written by whichever worker is free. So a client
 * that does not read holds up one worker and nobody who has something to tell.
 */
public final class Pump implements Outbox {
    /** Notifications that wait; there is no room for more, and what they would tell can be looked up. */
    public static final int MAX_WAITING = 1_000;

    private final Executor workers;
    private final Predicate<String> writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean open;
    private boolean running;

    private record Waiting(String method, Supplier<String> params) {}

    /**
     * @param writer writes one notification; says whether to go on, else the pump pauses
     * @param open whether it may start at once
     */
    public Pump(Executor workers, Predicate<String> writer, boolean open) {
        this.workers = requireNonNull(workers);
        this.writer = requireNonNull(writer);
        this.open = open;
    }

    @Override
    public boolean notify(String method, Supplier<String> params) {
        lock.lock();
        try {
            if (waiting.size() >= MAX_WAITING) return false;
            waiting.add(new Waiting(method, params));
            start();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** There is somebody to write to. */
    public void resume() {
        lock.lock();
        try {
            open = true;
            start();
        } finally {
            lock.unlock();
        }
    }

    /** There is nobody to write to; what comes waits. */
    public void pause() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        if (!open || running || waiting.isEmpty()) return;
        running = true;
        workers.execute(this::run);
    }

    private void run() {
        for (Waiting next = next(); next != null; next = next()) deliver(next);
    }

    private Waiting next() {
        lock.lock();
        try {
            Waiting next = open ? waiting.poll() : null;
            running = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Waiting next) {
        try {
            if (!writer.test(Outbox.notification(next.method, next.params.get()))) pause();
        } catch (RuntimeException e) {
            log().log(System.Logger.Level.DEBUG, "Dropped a notification: the mesh does not say what it needs", e);
        }
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(Pump.class.getName());
    }
}
