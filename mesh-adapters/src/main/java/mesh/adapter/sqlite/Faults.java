package mesh.adapter.sqlite;

import java.sql.SQLException;
import mesh.port.out.StoreException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's errors mean to whoever runs the mesh, and what to do next. Never holds a value from a statement. */
final class Faults {
    private static final int PRIMARY = 0xff;

    private Faults() {}

    /** The low byte of an extended result code: https://sqlite.org/rescode.html */
    private static SQLiteErrorCode code(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) return SQLiteErrorCode.SQLITE_ERROR;
        return SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY);
    }

    static StoreException of(SQLException e, String file) {
        return switch (code(e)) {
            case SQLITE_FULL ->
                StoreException.full(
                        "There is no room left for the database " + file
                                + "; nothing of this call is stored. Free some space and try again.",
                        e);
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file, e);
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
                new StoreException(
                        "The database " + file + " cannot be opened for writing. Check the rights of the file and of"
                                + " its folder.",
                        e);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new StoreException(
                        "Another program keeps the database " + file + " locked. Close it and try again.", e);
            case SQLITE_IOERR ->
                new StoreException(
                        "The disk reported an error for the database " + file
                                + "; nothing of this call is stored. Check the disk and the system log.",
                        e);
            default -> new StoreException("The database " + file + " refused a statement (" + nameOf(e) + ")", e);
        };
    }

    /** Whether the file is not what SQLite or this program wrote, as opposed to a disk that fails or is full. */
    static boolean isDamage(StoreException e) {
        return e.getCause() instanceof SQLException cause
                && (code(cause) == SQLiteErrorCode.SQLITE_CORRUPT || code(cause) == SQLiteErrorCode.SQLITE_NOTADB);
    }

    private static String nameOf(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().name() : "no SQLite error";
    }

    /** Of what happens before there is a connection. */
    static StoreException ofOpening(SQLException e, String file) {
        if (e instanceof SQLiteException) return of(e, file);
        return new StoreException(
                "SQLite's library cannot be unpacked or run in " + System.getProperty(SqliteStore.NATIVE_DIRECTORY)
                        + " (" + e.getMessage()
                        + "). Put the data directory on a disk with room that is neither read-only"
                        + " nor mounted noexec.",
                e);
    }

    static StoreException damaged(String file, Exception e) {
        return new StoreException(
                "The database " + file + " is damaged; nothing was overwritten. \"slm-mesh doctor\" shows how far,"
                        + " \"slm-mesh backup\" saves what can be read.",
                e);
    }

    static StoreException unreadable(String file, StoreException e) {
        return new StoreException(
                "Nothing can be copied out of the database " + file
                        + ": it is damaged where it begins, so that SQLite does"
                        + " not know it for one. It was left as it is; keep the file, with its -wal, for whoever can mend it.",
                e);
    }

    static StoreException closed() {
        return new StoreException("The store is closed; nothing of this call is stored.", null);
    }

    /** Whether the transaction cannot go on, as opposed to one statement that was refused and left no trace. */
    static boolean endsTransaction(SQLException e) {
        return switch (code(e)) {
            case SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> false;
            default -> true;
        };
    }
}
