package mesh.adapter.sqlite;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;

/** One caller's work on its way through a group commit, and what came of it. */
final class Ticket<T> {
    private final Thread caller = Thread.currentThread();
    private final Function<? super StoreTransaction, T> work;
    private final boolean repeatable;
    private T result;
    private Throwable failure;
    private volatile State state = State.WAITING;

    private enum State {
        WAITING,
        LEADING,
        DONE
    }

    /**
     * @param work null for a caller that only wants its turn as leader
     * @param repeatable whether it may be undone and run again
     */
    Ticket(Function<? super StoreTransaction, T> work, boolean repeatable) {
        this.work = work;
        this.repeatable = repeatable;
    }

    boolean isRepeatable() {
        return repeatable;
    }

    boolean hasWork() {
        return work != null;
    }

    /** Keeps what comes of it, be it a failure. */
    void run(StoreTransaction transaction) {
        try {
            result = work.apply(transaction);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    void failed(Throwable why) {
        failure = why;
    }

    /** What the work threw, or null. */
    Throwable failure() {
        return failure;
    }

    /** Waits until this is done or to lead. An interrupt is kept for later: work that began must not be abandoned. */
    void await() {
        boolean interrupted = false;
        while (state == State.WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    boolean isLeading() {
        return state == State.LEADING;
    }

    void lead() {
        wake(State.LEADING);
    }

    void done() {
        wake(State.DONE);
    }

    private void wake(State next) {
        state = next;
        if (caller != Thread.currentThread()) LockSupport.unpark(caller);
    }

    /** What the work returned; throws what it threw. */
    T result() {
        if (failure instanceof RuntimeException e) throw e;
        if (failure instanceof Error e) throw e;
        if (failure != null) throw new StoreException("A write failed", failure);
        return result;
    }
}
