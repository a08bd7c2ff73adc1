package mesh.adapter.sqlite;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    /** Rounds without a write after which the store is quiet. */
    private static final int QUIET_ROUNDS = 20;
    /** Rounds between two attempts to write after a failure. */
    private static final int PROBE_ROUNDS = 20;

    private final Writer writer;
    private final GroupCommit commits;
    private final Checkpoints checkpoints;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;
    private long seen;
    private int roundsSinceWrite;
    private int roundsInTrouble;

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

    /** To be called after every write and deferral. Costs next to nothing while the keeper is awake. */
    void notice() {
        if (asleep) LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, ROUND_NANOS);
            try {
                round();
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.WARNING, "The upkeep of the database failed; it is tried again", e);
            }
        }
    }

    private void round() {
        if (writer.hasDeferred()) commits.flush();
        probe();
        if (writer.commits() != seen) {
            seen = writer.commits();
            roundsSinceWrite = 0;
            checkpoints.tend();
        } else if (++roundsSinceWrite >= QUIET_ROUNDS && writer.trouble() == null) {
            commits.write(Keeper::tidy);
            checkpoints.settle();
            sleep();
        }
    }

    private static Void tidy(StoreTransaction transaction) {
        ((Session) transaction).messages().fileAll();
        return null;
    }

    /** Writes now and then while the last write has failed, so that the store does not stay ill without need. */
    private void probe() {
        if (writer.trouble() == null) roundsInTrouble = 0;
        else if (++roundsInTrouble % PROBE_ROUNDS == 0) commits.write(StoreTransaction::nextSequence);
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
