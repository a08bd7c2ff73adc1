package mesh.adapter.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import mesh.port.out.StoreException;

/**
 * Moves what was committed from the write-ahead log into the data file, beside the writers and not in their way, and
 * lets the log begin anew before it is long. For one thread at a time, apart from {@link #awaitRoom}.
 *
 * <p>SQLite begins a log anew only when all of it is in the data file and nobody reads it; under constant load a
 * checkpoint beside the writers never gets that far. So once it is nearly there, the little that is left is done while
 * the writers wait, and the data file was synced before that.
 *
 * <p>After an error nobody knows how much of what was copied is on the disk, and another sync does not tell: the system
 * reports a failed write once and may then drop the page (https://lwn.net/Articles/752063/). SQLite would take it for
 * copied and overwrite the log, the only place that still holds it. So all of the log is copied again.
 */
final class Checkpoints implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    /** The log's file is not cut below this: to overwrite is cheaper than to append. */
    static final int KEPT_LOG_BYTES = 16 << 20;

    /** Pages in the log at which work begins (8 MiB). */
    private static final int BEGIN_PAGES = 2_000;
    /** What the writers can wait for (2 MiB). */
    private static final int SHORT_REST_PAGES = 500;
    /** From here on the writers wait for as long as it takes (40 MiB). */
    private static final int TOO_LONG_PAGES = 10_000;
    /** While a checkpoint is at work, writers wait from here on: where the disk is slow, no log would be long enough. */
    private static final long FULL_LOG_BYTES = 48 << 20;
    /** Pages that a quiet store does not leave in its log. */
    private static final int QUIET_PAGES = 200;

    private static final String LOOK = "PRAGMA wal_checkpoint(NOOP)";
    private static final String PASS = "PRAGMA wal_checkpoint(PASSIVE)";
    private static final String RESTART = "PRAGMA wal_checkpoint(RESTART)";
    private static final String TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)";

    /** Where the index of the log has the number of frames that were copied: https://sqlite.org/walformat.html */
    private static final int COPIED_OFFSET = 96;

    private final Database database;
    private final Sql sql;
    private final GroupCommit commits;
    /** Held while the log goes into the data file beside the writers. */
    private final ReentrantLock passing = new ReentrantLock();
    /**
     * Stays open as long as the database: to close any channel of a file takes away all POSIX locks that this process,
     * and thus SQLite, has on it.
     */
    private final FileChannel data;

    private final FileChannel index; // of the log; for the same reason
    private boolean suspect; // whether what counts as copied may not be on the disk

    Checkpoints(Database database, GroupCommit commits) {
        this.database = database;
        this.sql = database.attendant();
        this.commits = commits;
        try {
            this.data = FileChannel.open(database.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
            this.index = FileChannel.open(database.index(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreException("The database " + database.file() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private record Log(int pages, int done) {
        int rest() {
            return pages - done;
        }
    }

    /** To be called before a write: returns at once unless the log is full and about to be emptied. */
    void awaitRoom() {
        if (!passing.isLocked() || database.logBytes() < FULL_LOG_BYTES) return;
        passing.lock();
        passing.unlock();
    }

    /** Does what is due while there is load. */
    void tend() {
        orAllAgain(this::copyUnderLoad);
    }

    /** Does what is due when nobody has written for a while. */
    void settle() {
        orAllAgain(() -> {
            if (run(LOOK).pages >= QUIET_PAGES) finish(false);
        });
    }

    /** Copies, and has all of the log copied again where that, or the last time, failed. */
    private void orAllAgain(Runnable copying) {
        if (suspect) commits.alone(this::copyAllAgain);
        suspect = true;
        try {
            copying.run();
            suspect = false;
        } finally {
            if (suspect) commits.alone(this::copyAllAgain);
        }
    }

    /** Says in the log's index that nothing was copied. For who is alone: no other checkpoint may run. */
    private void copyAllAgain() {
        try {
            index.write(ByteBuffer.allocate(Integer.BYTES), COPIED_OFFSET);
        } catch (IOException e) {
            throw new StoreException("The index of the database's log cannot be written", e);
        }
        if (run(LOOK).done > 0)
            throw new StoreException("The index of the database's log is not as expected; it is not touched", null);
        suspect = false;
    }

    private void copyUnderLoad() {
        Log log = run(LOOK);
        if (log.pages < BEGIN_PAGES) return;
        if (log.rest() > SHORT_REST_PAGES) log = pass();
        if (log.rest() <= SHORT_REST_PAGES || log.pages > TOO_LONG_PAGES) finish(log.pages > TOO_LONG_PAGES);
    }

    private Log pass() {
        passing.lock();
        try {
            Log log = run(PASS);
            data.force(false); // else the last and shortest pass would have to sync it all
            return log;
        } catch (IOException e) {
            throw new StoreException("The disk reported an error for the database", e);
        } finally {
            passing.unlock();
        }
    }

    /** @param patient whether to wait for those who still read the log */
    private void finish(boolean patient) {
        sql.run(patient ? "PRAGMA busy_timeout = 1000" : "PRAGMA busy_timeout = 5");
        commits.alone(() -> run(RESTART));
    }

    private Log run(String checkpoint) {
        return sql.find(checkpoint, row -> new Log(row.getInt(2), row.getInt(3)))
                .orElseThrow();
    }

    /** Leaves everything in the data file and an empty log, where nobody keeps it from that. */
    @Override
    public void close() {
        try {
            orAllAgain(() -> run(TRUNCATE)); // or SQLite, as the last connection is closed
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "The last checkpoint failed; the next start does it", e);
        }
        sql.close();
        try {
            data.close();
            index.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The database did not close properly", e);
        }
    }
}
