package mesh.adapter.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;
import mesh.port.out.StoreTransaction;

/** Table {@code state}. */
final class SqliteState implements StoreTransaction.State {
    private static final String COLUMNS = """
            SELECT namespace, key, value, version, updated_by, updated_at, deleted
            FROM state
            """;
    private static final String FIND = COLUMNS + "WHERE namespace = ? AND key = ?";
    private static final String LIST = COLUMNS + "WHERE namespace = ?1 AND deleted = 0 AND key >= ?2 AND key < ?2 || "
            + Columns.LAST + " ORDER BY key LIMIT ?3 + 0";

    private static final String SAVE = """
            INSERT INTO state (namespace, key, value, version, updated_by, updated_at, deleted)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (namespace, key) DO UPDATE SET
              value = excluded.value, version = excluded.version, updated_by = excluded.updated_by,
              updated_at = excluded.updated_at, deleted = excluded.deleted""";
    private static final String REMOVE_TOMBSTONES = """
            DELETE FROM state
            WHERE rowid IN (SELECT rowid FROM state WHERE deleted = 1 AND updated_at < ? ORDER BY updated_at LIMIT ? + 0)""";

    private final Session session;

    SqliteState(Session session) {
        this.session = session;
    }

    private static StateEntry read(ResultSet row) throws SQLException {
        return new StateEntry(
                new StateKey(row.getString(1), row.getString(2)),
                row.getString(3),
                row.getLong(4),
                Columns.peer(row, 5),
                Columns.time(row, 6),
                row.getBoolean(7));
    }

    @Override
    public Optional<StateEntry> find(StateKey key) {
        return session.sql().find(FIND, SqliteState::read, key.namespace(), key.key());
    }

    @Override
    public List<StateEntry> list(StateQuery query) {
        return session.sql().list(LIST, SqliteState::read, query.namespace(), query.prefix(), query.limit());
    }

    @Override
    public void save(StateEntry entry) {
        session.sql()
                .change(
                        SAVE,
                        entry.key().namespace(),
                        entry.key().key(),
                        entry.value(),
                        entry.version(),
                        Columns.peer(entry.updatedBy()),
                        Columns.time(entry.updatedAt()),
                        entry.deleted() ? 1 : 0);
    }

    @Override
    public int removeTombstonesBefore(Instant time, int limit) {
        return session.sql().change(REMOVE_TOMBSTONES, Columns.time(time), limit);
    }
}
