package mesh.adapter.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.port.out.StoreException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One connection whose statements are prepared once. For one thread at a time.
 *
 * <p>A limit that is bound has to be written {@code LIMIT ? + 0}. SQLite plans a bare {@code LIMIT ?} for the value that is
 * bound, and so prepares the statement anew before each execution, which takes several times as long as a page of rows.
 */
final class Sql implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Sql.class.getName());

    private final Connection connection;
    private final String file;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private StoreException fatal;
    private int changes;
    private int changedRows;

    /** Makes a value of the row that the result set stands on. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    Sql(Connection connection, String file) {
        this.connection = connection;
        this.file = file;
    }

    /** Every row, in the statement's order. */
    <T> List<T> list(String sql, Reader<T> reader, Object... values) {
        List<T> rows = new ArrayList<>();
        try (ResultSet found = bound(sql, values).executeQuery()) {
            while (found.next()) rows.add(read(reader, found));
            return rows;
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** The first row. */
    <T> Optional<T> find(String sql, Reader<T> reader, Object... values) {
        try (ResultSet found = bound(sql, values).executeQuery()) {
            return found.next() ? Optional.of(read(reader, found)) : Optional.empty();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    private <T> T read(Reader<T> reader, ResultSet row) throws SQLException {
        try {
            return reader.read(row);
        } catch (RuntimeException e) {
            throw Faults.damaged(file, e); // a row that breaks the domain's rules was not written by us
        }
    }

    /** @return how many rows were inserted, updated or deleted */
    int change(String sql, Object... values) {
        try {
            changes++;
            int rows = bound(sql, values).executeUpdate();
            changedRows += rows;
            return rows;
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** A statement with neither values nor rows, such as {@code COMMIT}. */
    void run(String sql) {
        try {
            bound(sql).execute();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** Begins a transaction in which nothing has changed yet. */
    void begin(String sql) {
        fatal = null;
        changes = 0;
        changedRows = 0;
        run(sql);
    }

    /** Whether this transaction may have changed something. */
    boolean hasChanged() {
        return changes > 0;
    }

    /** Statements of this transaction that may have changed something. */
    int changes() {
        return changes;
    }

    /** Rows that were inserted, updated or deleted in this transaction, and perhaps back again. */
    int changedRows() {
        return changedRows;
    }

    /** Statements of a migration, which run once and need not be kept. */
    void script(List<String> statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        } catch (SQLException e) {
            throw failure("", e);
        }
    }

    /** Copies the database to another file, page by page, as of one moment; damaged pages too. */
    void copyTo(String target) {
        try {
            int result = connection.unwrap(SQLiteConnection.class).getDatabase().backup("main", target, null);
            SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(result);
            if (code != SQLiteErrorCode.SQLITE_OK && code != SQLiteErrorCode.SQLITE_DONE)
                throw new SQLiteException("The copy failed", code);
        } catch (SQLException e) {
            throw Faults.of(e, target);
        }
    }

    /** Ends the transaction, if there is one, without its changes. @return false when the connection is of no use now */
    boolean rollBack() {
        try {
            bound("ROLLBACK").execute();
            return true;
        } catch (SQLException e) {
            prepared.remove("ROLLBACK");
            // "no transaction is active": SQLite has rolled back by itself
            if (e instanceof SQLiteException && !Faults.endsTransaction(e)) return true;
            LOG.log(System.Logger.Level.WARNING, "A rollback failed; the connection is replaced", e);
            return false;
        }
    }

    /** The error after which the transaction cannot be committed, or null. */
    StoreException fatal() {
        return fatal;
    }

    /** The text of every statement that was used so far. */
    Collection<String> statements() {
        return List.copyOf(prepared.keySet());
    }

    private PreparedStatement bound(String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
        return statement;
    }

    /** The driver closes a statement that fails, so that it must be prepared anew. */
    private StoreException failure(String sql, SQLException e) {
        prepared.remove(sql);
        StoreException failure = Faults.of(e, file);
        if (fatal == null && Faults.endsTransaction(e)) fatal = failure;
        return failure;
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : prepared.values()) statement.close();
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "A database connection did not close properly", e);
        }
    }
}
