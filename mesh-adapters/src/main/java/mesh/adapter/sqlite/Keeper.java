package mesh.adapter.sqlite;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;

/**
 * The store's one background thread: commits what was deferred when no caller's commit takes it along, keeps the log
 * short, and finds out when a disk that failed is well again. Sleeps without waking while nothing is written.
 */
final class Keeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());

    /** How long a deferred write waits for company. */
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Commits in a round for deferred works that are too long for one; callers get theirs in between. */
    private static final int PARTS_AT_ONCE = 8;
    /** Rounds without a write after which the store is quiet. */
    private static final int QUIET_ROUNDS = 20;
    /** Rounds between two attempts after a failure. */
    private static final int RETRY_ROUNDS = 20;

    private final Writer writer;
    private final GroupCommit commits;
    private final Checkpoints checkpoints;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;
    private volatile boolean failing;
    private long seen;
    private int roundsSinceWrite;
    private int roundsOfFailure;

    Keeper(Writer writer, GroupCommit commits, Checkpoints checkpoints) {
        this.writer = writer;
        this.commits = commits;
        this.checkpoints = checkpoints;
        thread = new Thread(this::run, "mesh-store-keeper");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether what was committed could not be moved from the log into the data file of late. */
    boolean isFailing() {
        return failing;
    }

    /** To be called after every write and deferral. Costs next to nothing while the keeper is awake. */
    void notice() {
        if (asleep) LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, ROUND_NANOS);
            boolean trouble = writer.trouble() != null;
            if (!trouble && !failing) roundsOfFailure = 0;
            else if (++roundsOfFailure % RETRY_ROUNDS != 0) continue;
            if (trouble) probe();
            else attempt();
        }
    }

    /** Writes now and then while the last write has failed, so that the store does not stay ill without need. */
    private void probe() {
        try {
            if (!writer.isDamaged()) commits.write(StoreTransaction::nextSequence);
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store cannot be written yet", e);
        }
    }

    private void attempt() {
        try {
            round();
            if (failing) LOG.log(System.Logger.Level.INFO, "The upkeep of the database works again");
            failing = false;
        } catch (RuntimeException e) { // whatever it is: without this thread the log would grow for ever
            if (writer.trouble() != null) return; // it has told of it
            if (!failing) LOG.log(System.Logger.Level.ERROR, "The upkeep of the database fails; it is tried again", e);
            failing = true;
        }
    }

    private void round() {
        if (writer.hasDeferred()) commits.flush();
        for (int part = 0; part < PARTS_AT_ONCE; part++) goOn();
        if (writer.commits() != seen || failing) {
            seen = writer.commits();
            roundsSinceWrite = 0;
            checkpoints.tend();
            if (failing) checkpoints.settle();
        } else if (++roundsSinceWrite >= QUIET_ROUNDS) {
            commits.write(Keeper::tidy);
            checkpoints.settle();
            sleep();
        }
    }

    /** Goes on with one deferred work that is too long for a commit that others wait for. */
    private void goOn() {
        Predicate<? super StoreTransaction> work = writer.takeUnfinished();
        if (work == null) return;
        boolean done = true;
        try {
            done = commits.write(work::test);
        } catch (StoreException e) {
            done = false;
            throw e;
        } finally {
            if (!done) writer.leaveUnfinished(work);
        }
    }

    private static Void tidy(StoreTransaction transaction) {
        ((Session) transaction).messages().fileAll();
        return null;
    }

    private void sleep() {
        asleep = true;
        while (!stopped && !writer.hasDeferred() && writer.commits() == seen && writer.trouble() == null)
            LockSupport.park(this);
        asleep = false;
        roundsSinceWrite = 0;
    }

    /** Returns when the thread has ended. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
