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
 * SQLite as it comes, with a write-ahead log and synchronous commits, and nothing around it: one writer, the rows of so
 * many calls in one commit. Keys are integers, and there is no further index.
 */
final class CommitFloor implements AutoCloseable {
    private static final String TEXT = "x".repeat(Texts.MESSAGE_CHARS);
    private static final String EVENT = "{" + "x".repeat(160) + "}";
    private static final byte[] ID = new byte[16];

    /** A log that has its length already (the 4 MB after which SQLite begins it anew) is confirmed sooner than one that grows. */
    private static final String GROW_LOG = "CREATE TABLE filler AS SELECT zeroblob(4200000) AS filler";

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
    private long leased;

    /** The product's columns. */
    private static final List<String> TABLES =
            List.of("""
            CREATE TABLE message (seq INTEGER PRIMARY KEY, id BLOB, from_peer BLOB, to_peer BLOB, type TEXT, reply_to BLOB,
              idempotency_key TEXT, box INTEGER, created_at INTEGER, delivered_at INTEGER, read_at INTEGER,
              expired_at INTEGER, payload TEXT)""", "CREATE TABLE inbox (peer INTEGER PRIMARY KEY, unread INTEGER)", """
            CREATE TABLE event (seq INTEGER PRIMARY KEY, id BLOB, type TEXT, emitted_by BLOB, created_at INTEGER,
              horizon INTEGER, payload TEXT)""", """
            CREATE TABLE state (number INTEGER PRIMARY KEY, namespace TEXT, key TEXT, value TEXT, version INTEGER,
              updated_by BLOB, updated_at INTEGER, deleted INTEGER)""", """
            CREATE TABLE lease (token INTEGER PRIMARY KEY, machine TEXT, path TEXT, directory INTEGER, scope TEXT,
              repository TEXT, repo_path TEXT, mode TEXT, holder BLOB, reason TEXT, acquired_at INTEGER,
              expires_at INTEGER)""");

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
                for (String table : TABLES) statement.execute(table);
                statement.execute(GROW_LOG);
                statement.execute("PRAGMA wal_checkpoint(RESTART)");
            }
            begin = prepare("BEGIN IMMEDIATE");
            commit = prepare("COMMIT");
            message = prepare("INSERT INTO message VALUES (?, ?, ?, ?, 'text', NULL, NULL, 2, ?, 0, 0, 0, ?)");
            delivery = prepare("INSERT INTO inbox VALUES (?, 1) ON CONFLICT (peer) DO UPDATE SET unread = unread + 1");
            event = prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)");
            state = prepare(
                    "INSERT INTO state VALUES (?, 'default', ?, ?, 1, ?, ?, 0) ON CONFLICT (number) DO UPDATE SET"
                            + " value = excluded.value, version = version + 1, updated_at = excluded.updated_at");
            lease = prepare(
                    "INSERT INTO lease VALUES (?, 'host', ?, 0, 'machine', NULL, NULL, 'exclusive', ?, '', ?, ?)");
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
            while (System.nanoTime() - start < nanos) {
                long took = commit(together, rows);
                for (int i = 0; i < together; i++) samples.add(took);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return samples.within(System.nanoTime() - start);
    }

    private long commit(int together, Rows rows) throws SQLException {
        long begun = System.nanoTime();
        begin.execute();
        for (int i = 0; i < together; i++) rows.write();
        commit.execute();
        return System.nanoTime() - begun;
    }

    /** One row and no more, as the floor of a call that is alone. */
    Samples insertFor(long nanos) throws IOException {
        return commitFor(nanos, 1, this::insertMessage);
    }

    /** One commit of so many messages. @return the nanoseconds that it took */
    long insert(int messages) throws IOException {
        try {
            return commit(messages, this::insertMessage);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void insertMessage() throws SQLException {
        message.setLong(1, next++);
        message.setBytes(2, ID);
        message.setBytes(3, ID);
        message.setBytes(4, ID);
        message.setLong(5, System.currentTimeMillis());
        message.setString(6, TEXT);
        message.executeUpdate();
    }

    /** What a send writes: the message, the recipient's count of unread ones, the event. */
    void send() throws SQLException {
        insertMessage();
        delivery.setLong(1, next * 7 % 50);
        delivery.executeUpdate();
        insertEvent("message_received");
    }

    private void insertEvent(String type) throws SQLException {
        event.setLong(1, next++);
        event.setBytes(2, ID);
        event.setString(3, type);
        event.setBytes(4, ID);
        event.setLong(5, System.currentTimeMillis());
        event.setLong(6, System.currentTimeMillis());
        event.setString(7, EVENT);
        event.executeUpdate();
    }

    /** What a change of state writes: the entry and the event. */
    void setState() throws SQLException {
        state.setLong(1, next % 64);
        state.setString(2, "bench-key");
        state.setString(3, TEXT);
        state.setBytes(4, ID);
        state.setLong(5, System.currentTimeMillis());
        state.executeUpdate();
        insertEvent("state_changed");
    }

    /** What a grant writes, and its release, in turn: the lease and the event. */
    void lockOrUnlock() throws SQLException {
        if (leased == 0) {
            leased = next;
            lease.setLong(1, leased);
            lease.setString(2, "/project/src/file-" + leased);
            lease.setBytes(3, ID);
            lease.setLong(4, System.currentTimeMillis());
            lease.setLong(5, System.currentTimeMillis());
            lease.executeUpdate();
            insertEvent("lock_acquired");
        } else {
            release.setLong(1, leased);
            leased = 0;
            release.executeUpdate();
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
