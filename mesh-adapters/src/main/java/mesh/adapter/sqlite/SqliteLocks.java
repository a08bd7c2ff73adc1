package mesh.adapter.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mesh.domain.InvalidInput;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.RepoPath;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;
import mesh.port.out.StoreTransaction;

/**
 * Table {@code lease}. What overlaps a path is found by look-ups of the path itself and of the directories above it, and
 * for a directory by the range of the paths below it; once for the path on its machine, once for that in its repository.
 */
final class SqliteLocks implements StoreTransaction.Locks {
    /** Paths that one statement looks up. */
    private static final int PATHS = 16;

    private static final String COLUMNS = """
            SELECT token, machine, path, directory, scope, repository, repo_path, mode, holder, reason, acquired_at,
              expires_at, subagent
            FROM lease
            """;
    private static final String AT = "IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String AT_PATHS = COLUMNS + "WHERE machine = ? AND path " + AT;
    private static final String BELOW_PATH =
            COLUMNS + "WHERE machine = ?1 AND path > ?2 AND path < ?2 || " + Columns.LAST;
    private static final String AT_REPO_PATHS = COLUMNS + "WHERE repository = ? AND repo_path " + AT;
    private static final String BELOW_REPO_PATH =
            COLUMNS + "WHERE repository = ?1 AND repo_path > ?2 AND repo_path < ?2 || " + Columns.LAST;
    private static final String HELD_BY = COLUMNS + "WHERE holder = ? ORDER BY path, token";
    private static final String COUNT_HELD_BY = "SELECT count(*) FROM lease WHERE holder = ?";
    private static final String ALL = COLUMNS + "ORDER BY path, token";
    private static final String EXPIRED = COLUMNS + "WHERE expires_at <= ? ORDER BY expires_at, token";
    private static final String SAVE = """
            INSERT INTO lease (token, machine, path, directory, scope, repository, repo_path, mode, holder, reason,
              acquired_at, expires_at, subagent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (token) DO UPDATE SET
              machine = excluded.machine, path = excluded.path, directory = excluded.directory, scope = excluded.scope,
              repository = excluded.repository, repo_path = excluded.repo_path, mode = excluded.mode,
              holder = excluded.holder, reason = excluded.reason, acquired_at = excluded.acquired_at,
              expires_at = excluded.expires_at, subagent = excluded.subagent""";
    private static final String REMOVE = "DELETE FROM lease WHERE token = ?";
    private static final String SHIFT = "UPDATE lease SET acquired_at = acquired_at + ?1, expires_at = expires_at + ?1";

    private final Session session;

    SqliteLocks(Session session) {
        this.session = session;
    }

    private static FileLock read(ResultSet row) throws SQLException {
        String repoPath = row.getString(7);
        return new FileLock(
                new LockPath(
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        InvalidInput.oneOf("scope", row.getString(5), LockScope.class),
                        Columns.textOrNull(row, 6).map(repository -> new RepoPath(repository, repoPath))),
                InvalidInput.oneOf("mode", row.getString(8), LockMode.class),
                Columns.peer(row, 9),
                Columns.textOrNull(row, 13).map(SubagentName::new),
                new FencingToken(row.getLong(1)),
                row.getString(10),
                Columns.time(row, 11),
                Columns.time(row, 12));
    }

    @Override
    public List<FileLock> overlapping(LockPath path) {
        Map<FencingToken, FileLock> found = new TreeMap<>();
        find(found, AT_PATHS, BELOW_PATH, path.machine(), path.path(), path.directory());
        path.repo()
                .ifPresent(repo ->
                        find(found, AT_REPO_PATHS, BELOW_REPO_PATH, repo.repository(), repo.path(), path.directory()));
        return List.copyOf(found.values());
    }

    private void find(
            Map<FencingToken, FileLock> found, String at, String below, String root, String path, boolean directory) {
        List<String> paths = selfAndAbove(path);
        for (int from = 0; from < paths.size(); from += PATHS) {
            Object[] values = new Object[1 + PATHS]; // null matches nothing
            values[0] = root;
            List<String> some = paths.subList(from, Math.min(from + PATHS, paths.size()));
            for (int i = 0; i < some.size(); i++) values[1 + i] = some.get(i);
            add(found, session.sql().list(at, SqliteLocks::read, values));
        }
        if (directory)
            add(
                    found,
                    session.sql()
                            .list(
                                    below,
                                    SqliteLocks::read,
                                    root,
                                    path.isEmpty() || path.endsWith("/") ? path : path + "/"));
    }

    private static void add(Map<FencingToken, FileLock> found, List<FileLock> leases) {
        for (FileLock lease : leases) found.put(lease.token(), lease);
    }

    /** {@code /a/b}, {@code /a}, {@code /} and the empty path, which is the top of a repository. */
    private static List<String> selfAndAbove(String path) {
        List<String> paths = new ArrayList<>();
        paths.add(path);
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
            paths.add(path.substring(0, slash));
        if (path.startsWith("/")) paths.add("/");
        paths.add("");
        return paths;
    }

    @Override
    public List<FileLock> heldBy(PeerId holder) {
        return session.sql().list(HELD_BY, SqliteLocks::read, (Object) Columns.peer(holder));
    }

    @Override
    public int countHeldBy(PeerId holder) {
        return session.sql()
                .find(COUNT_HELD_BY, row -> row.getInt(1), (Object) Columns.peer(holder))
                .orElse(0);
    }

    @Override
    public List<FileLock> all() {
        return session.sql().list(ALL, SqliteLocks::read);
    }

    @Override
    public List<FileLock> expired(Instant now) {
        return session.sql().list(EXPIRED, SqliteLocks::read, Columns.time(now));
    }

    @Override
    public void save(FileLock lock) {
        LockPath path = lock.path();
        session.sql()
                .change(
                        SAVE,
                        lock.token().value(),
                        path.machine(),
                        path.path(),
                        path.directory() ? 1 : 0,
                        path.scope().wireName(),
                        path.repo().map(RepoPath::repository).orElse(null),
                        path.repo().map(RepoPath::path).orElse(null),
                        lock.mode().wireName(),
                        Columns.peer(lock.holder()),
                        lock.reason(),
                        Columns.time(lock.acquiredAt()),
                        Columns.time(lock.expiresAt()),
                        lock.subagent().map(SubagentName::value).orElse(null));
    }

    @Override
    public void remove(FencingToken token) {
        session.sql().change(REMOVE, token.value());
    }

    @Override
    public void shift(Duration shift) {
        session.sql().change(SHIFT, shift.toMillis());
    }
}
