package mesh.adapter.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mesh.domain.Refusal;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;

/** A program that runs under locks that were granted: keeps them meanwhile, and releases them whatever happens. */
final class LockedRun {
    private static final int CANNOT_RUN = 126;
    private static final int NO_SUCH_PROGRAM = 127;
    private static final int EACCES = 13;

    /** How often the holder says that it is there; well below the time after which a peer counts as stale. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Renewed after this part of the lease: two attempts may fail before it ends. */
    private static final int RENEWALS_PER_LEASE = 3;

    /** Ctrl-C reaches the program too; so long it may tidy up before it is asked to end, and then before it must. */
    private static final Duration OWN_END = Duration.ofSeconds(2);

    private static final Duration ASKED_END = Duration.ofSeconds(5);

    private static final String LOST = "slm-mesh: the lock is lost, the program goes on without it. ";

    private final Mesh mesh;
    private final AcquireLock request;
    private final List<HeldLock> granted;
    private final boolean ownPeer;
    private final Consumer<String> remark;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ReentrantLock changing = new ReentrantLock();
    private boolean ending;
    private boolean released;
    private volatile Process child;

    /** @param ownPeer whether the holder is a peer of this run alone, which has to be kept alive and leaves at the end */
    LockedRun(Mesh mesh, AcquireLock request, LockOutcome.Granted granted, boolean ownPeer, Consumer<String> remark) {
        this.mesh = mesh;
        this.request = request;
        this.granted = granted.locks();
        this.ownPeer = ownPeer;
        this.remark = remark;
    }

    /** @return the program's exit status; 128 and the signal's number where it was killed */
    int run(List<String> program, Terminal terminal) throws IOException {
        // Before the program: from here on it never outlives this process, nor the lock.
        Thread onInterrupt = new Thread(this::interrupted, "lock-run-interrupted");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            start(program, terminal);
        } catch (IOException e) {
            release();
            terminal.err().println("slm-mesh: " + e.getMessage());
            return statusOf(e.getMessage());
        }
        Thread keeper = new Thread(this::keep, "lock-run-keeper");
        keeper.setDaemon(true);
        keeper.start();
        int status = waitFor(child);
        over.countDown();
        release();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException interrupted) {
            return status; // the hook runs, and finds everything done
        }
        return status;
    }

    private void start(List<String> program, Terminal terminal) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program)
                .inheritIO()
                .directory(terminal.directory().toFile());
        builder.environment()
                .put(
                        LockRunCommand.TOKEN_VARIABLE,
                        Long.toString(granted.get(0).lock().token().value()));
        changing.lock();
        try {
            if (ending) throw new IOException("interrupted before " + program.get(0) + " was started");
            child = builder.start();
        } finally {
            changing.unlock();
        }
    }

    /** As shells tell it; the JDK has the system's error number in its sentence alone, spelled in two ways. */
    private static int statusOf(String message) {
        boolean notAllowed = message.contains("error=" + EACCES + ",") || message.contains("error: " + EACCES + " ");
        return notAllowed ? CANNOT_RUN : NO_SUCH_PROGRAM;
    }

    private static int waitFor(Process child) {
        while (true) {
            try {
                return child.waitFor();
            } catch (InterruptedException e) {
                child.destroy(); // asked to end: so is the program, and its end is waited for
            }
        }
    }

    // --- While it runs ---

    private void keep() {
        long renewEveryNanos = granted.get(0).remaining().toNanos() / RENEWALS_PER_LEASE;
        long renewAt = System.nanoTime() + renewEveryNanos;
        boolean kept = true;
        while (kept && !isOver()) {
            try {
                if (ownPeer) mesh.peers().heartbeat(request.peer());
                if (System.nanoTime() - renewAt < 0) {
                    kept = stands();
                } else {
                    kept = renew();
                    renewAt = System.nanoTime() + renewEveryNanos;
                }
            } catch (MeshUnavailable e) {
                remark.accept("slm-mesh: the lock cannot be renewed at present: " + e.getMessage());
            } catch (Refusal e) {
                kept = false;
                remark.accept(LOST + e.getMessage());
            }
        }
    }

    private boolean isOver() {
        try {
            return over.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** A grant can end between two renewals: this process was stopped for so long that it counted as dead, say. */
    private boolean stands() {
        Set<FencingToken> held = new HashSet<>();
        for (HeldLock lock : mesh.locks().list(LockQuery.heldBy(request.peer())))
            held.add(lock.lock().token());
        for (HeldLock lock : granted) {
            if (held.contains(lock.lock().token())) continue;
            remark.accept(
                    LOST + "It was taken from this process, or ended while that stood still. See: slm-mesh lock list");
            return false;
        }
        return true;
    }

    private boolean renew() {
        HolderOutcome outcome =
                mesh.locks().renew(new RenewLock(request.peer(), request.targets(), request.lease(), Optional.empty()));
        if (outcome instanceof HolderOutcome.Done) return true;
        remark.accept(LOST + LockWords.refusal(outcome));
        return false;
    }

    // --- The end ---

    private void interrupted() {
        changing.lock();
        try {
            ending = true;
        } finally {
            changing.unlock();
        }
        Process running = child;
        if (running != null && !ended(running, OWN_END)) {
            running.destroy();
            if (!ended(running, ASKED_END)) running.destroyForcibly();
        }
        over.countDown();
        release();
    }

    private static boolean ended(Process child, Duration within) {
        try {
            return child.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Once; from the main thread or from the one that handles an interruption. */
    private void release() {
        changing.lock();
        try {
            if (released) return;
            released = true;
            if (ownPeer) mesh.peers().unregister(request.peer());
            else mesh.locks().release(new ReleaseLock(request.peer(), request.targets(), Optional.empty(), false));
        } catch (MeshUnavailable e) {
            remark.accept("slm-mesh: the lock could not be released (" + e.getMessage() + "); it ends by itself: "
                    + Durations.shown(granted.get(0).remaining()));
        } finally {
            changing.unlock();
        }
    }
}
