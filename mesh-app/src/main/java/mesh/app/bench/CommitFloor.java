package mesh.app.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * SQLite with nothing around it: one writer that commits durably, the rows of so many calls in one commit. Keys are
 * integers, and there is no further index.
 */
final class CommitFloor implements AutoCloseable {
    private static final String TEXT = "x".repeat(Texts.MESSAGE_CHARS);
    private static final String EVENT = "{" + "x".repeat(160) + "}";
    private static final byte[] ID = new byte[16];

    /** The log is written back after so many commits, as the product does now and then. */
    private static final int CHECKPOINT_COMMITS = 2_000;

    private final Connection connection;
    private final List<PreparedStatement> prepared = new ArrayList<>();
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement message;
    private final PreparedStatement delivery;
    private final PreparedStatement event;
    private final PreparedStatement state;
    private final PreparedStatement lease;
    private final PreparedStatement release;
    private long next = 1;
    private int commits;

    /** The rows of one call. */
    @FunctionalInterface
    interface Rows {
        void write() throws SQLException;
    }

    CommitFloor(Path file) throws IOException {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA wal_autocheckpoint = 0");
                statement.execute("CREATE TABLE message (seq INTEGER PRIMARY KEY, id BLOB, sender INTEGER,"
                        + " recipient INTEGER, type TEXT, created_at INTEGER, payload TEXT)");
                statement.execute("CREATE TABLE delivery (message INTEGER PRIMARY KEY, peer INTEGER, state INTEGER)");
                statement.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, id BLOB, type TEXT, emitted_by INTEGER,"
                        + " created_at INTEGER, payload TEXT)");
                statement.execute("CREATE TABLE state (number INTEGER PRIMARY KEY, key TEXT, value TEXT,"
                        + " version INTEGER, updated_by INTEGER, updated_at INTEGER)");
                statement.execute("CREATE TABLE lease (token INTEGER PRIMARY KEY, path TEXT, mode TEXT, holder INTEGER,"
                        + " acquired_at INTEGER, expires_at INTEGER)");
            }
            begin = prepare("BEGIN IMMEDIATE");
            commit = prepare("COMMIT");
            message = prepare("INSERT INTO message VALUES (?, ?, ?, ?, 'text', ?, ?)");
            delivery = prepare("INSERT INTO delivery VALUES (?, ?, 2)");
            event = prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)");
            state = prepare("INSERT INTO state VALUES (?, ?, ?, 1, 1, ?) ON CONFLICT (number) DO UPDATE SET"
                    + " value = excluded.value, version = version + 1, updated_at = excluded.updated_at");
            lease = prepare("INSERT INTO lease VALUES (?, ?, 'exclusive', 1, ?, ?)");
            release = prepare("DELETE FROM lease WHERE token = ?");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        prepared.add(statement);
        return statement;
    }

    private static IOException failed(SQLException e) {
        return new IOException("The bare database failed: " + e.getMessage(), e);
    }

    /** Calls for so long whose rows are committed {@code together} at a time. @return calls with the time of their commit */
    Samples commitFor(long nanos, int together, Rows rows) throws IOException {
        Samples samples = new Samples();
        long start = System.nanoTime();
        try {
            for (long begun; (begun = System.nanoTime()) - start < nanos; ) {
                begin.execute();
                for (int i = 0; i < together; i++) rows.write();
                commit.execute();
                long took = System.nanoTime() - begun;
                for (int i = 0; i < together; i++) samples.add(took);
                if (++commits % CHECKPOINT_COMMITS == 0) checkpoint();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return samples.within(System.nanoTime() - start);
    }

    private void checkpoint() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    /** One row and no more, as the floor of a call that is alone. */
    Samples insertFor(long nanos) throws IOException {
        return commitFor(nanos, 1, this::insertMessage);
    }

    private void insertMessage() throws SQLException {
        message.setLong(1, next++);
        message.setBytes(2, ID);
        message.setLong(3, next % 50);
        message.setLong(4, next * 7 % 50);
        message.setLong(5, System.currentTimeMillis());
        message.setString(6, TEXT);
        message.executeUpdate();
    }

    /** What a send writes: the message, its delivery, the event. */
    void send() throws SQLException {
        delivery.setLong(1, next);
        delivery.setLong(2, next * 7 % 50);
        insertMessage();
        delivery.executeUpdate();
        insertEvent("message_received");
    }

    private void insertEvent(String type) throws SQLException {
        event.setLong(1, next++);
        event.setBytes(2, ID);
        event.setString(3, type);
        event.setLong(4, next % 50);
        event.setLong(5, System.currentTimeMillis());
        event.setString(6, EVENT);
        event.executeUpdate();
    }

    /** What a change of state writes: the entry and the event. */
    void setState() throws SQLException {
        state.setLong(1, next % 64);
        state.setString(2, "bench-key");
        state.setString(3, TEXT);
        state.setLong(4, System.currentTimeMillis());
        state.executeUpdate();
        insertEvent("state_changed");
    }

    /** What a grant writes, or its release, in turn: the lease and the event. */
    void lockOrUnlock() throws SQLException {
        if (next % 4 < 2) {
            lease.setLong(1, next);
            lease.setString(2, "/project/src/file-" + next);
            lease.setLong(3, System.currentTimeMillis());
            lease.setLong(4, System.currentTimeMillis());
            lease.executeUpdate();
            next++;
            insertEvent("lock_acquired");
        } else {
            release.setLong(1, next - 2);
            release.executeUpdate();
            next++;
            insertEvent("lock_released");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            for (PreparedStatement statement : prepared) statement.close();
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
