package mesh.adapter.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.event.Subscription;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.ProcessIdentity;
import mesh.port.out.StoreTransaction;

/** Table {@code peer}. The living are looked up in the {@link Roster}, those who left in the table. */
final class SqlitePeers implements StoreTransaction.Peers {
    private static final String COLUMNS = """
            SELECT id, name, pid, process_pid, process_mark, host, project_path, git_root, git_branch, repository,
              agent_type, summary, uds_path, session_key, authenticated, started_at, last_heartbeat, left_at
            FROM peer
            """;
    private static final String LIVING = COLUMNS + "WHERE left_at IS NULL";
    private static final String FIND = COLUMNS + "WHERE id = ?";
    private static final String OF_SESSION = COLUMNS + "WHERE session_key = ? ORDER BY started_at DESC, id LIMIT 1";
    private static final String SAVE = """
            INSERT INTO peer (id, name, pid, process_pid, process_mark, host, project_path, git_root, git_branch,
              repository, agent_type, summary, uds_path, session_key, authenticated, started_at, last_heartbeat, left_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
              name = excluded.name, pid = excluded.pid, process_pid = excluded.process_pid,
              process_mark = excluded.process_mark, host = excluded.host, project_path = excluded.project_path,
              git_root = excluded.git_root, git_branch = excluded.git_branch, repository = excluded.repository,
              agent_type = excluded.agent_type, summary = excluded.summary, uds_path = excluded.uds_path,
              session_key = excluded.session_key, authenticated = excluded.authenticated,
              started_at = excluded.started_at, last_heartbeat = excluded.last_heartbeat, left_at = excluded.left_at""";
    private static final String REMOVE = "DELETE FROM peer WHERE id = ?";
    private static final String LEFT_BEFORE = "SELECT id FROM peer WHERE left_at < ? ORDER BY left_at LIMIT ? + 0";

    private final Session session;

    SqlitePeers(Session session) {
        this.session = session;
    }

    private static Peer read(ResultSet row) throws SQLException {
        Optional<String> mark = Columns.textOrNull(row, 5);
        long processPid = row.getLong(4);
        return new Peer(
                Columns.peer(row, 1),
                new PeerName(row.getString(2)),
                row.getLong(3),
                mark.map(m -> new ProcessIdentity(processPid, m)),
                row.getString(6),
                row.getString(7),
                Columns.textOrNull(row, 8),
                Columns.textOrNull(row, 9),
                Columns.textOrNull(row, 10),
                InvalidInput.oneOf("agentType", row.getString(11), AgentType.class),
                row.getString(12),
                Columns.textOrNull(row, 13),
                Columns.textOrNull(row, 14),
                row.getBoolean(15),
                Columns.time(row, 16),
                Columns.time(row, 17),
                Columns.timeOrNull(row, 18));
    }

    List<Peer> readLiving() {
        return session.sql().list(LIVING, SqlitePeers::read);
    }

    @Override
    public Optional<Peer> find(PeerId id) {
        Optional<Peer> living = session.roster().find(id);
        return living.isPresent() ? living : session.sql().find(FIND, SqlitePeers::read, Columns.peer(id));
    }

    @Override
    public Optional<Peer> named(PeerName name) {
        return session.roster().named(name);
    }

    @Override
    public Optional<Peer> ofSession(String sessionKey) {
        return session.sql().find(OF_SESSION, SqlitePeers::read, sessionKey);
    }

    @Override
    public List<Peer> living() {
        return session.roster().living();
    }

    @Override
    public void save(Peer peer) {
        session.sql()
                .change(
                        SAVE,
                        Columns.peer(peer.id()),
                        peer.name().value(),
                        peer.pid(),
                        peer.process().map(ProcessIdentity::pid).orElse(null),
                        peer.process().map(ProcessIdentity::mark).orElse(null),
                        peer.host(),
                        peer.projectPath(),
                        peer.gitRoot().orElse(null),
                        peer.gitBranch().orElse(null),
                        peer.repository().orElse(null),
                        peer.agentType().wireName(),
                        peer.summary(),
                        peer.udsPath().orElse(null),
                        peer.sessionKey().orElse(null),
                        peer.authenticated() ? 1 : 0,
                        Columns.time(peer.startedAt()),
                        Columns.time(peer.lastHeartbeat()),
                        peer.leftAt().map(Columns::time).orElse(null));
        session.changeRoster(roster -> roster.livingWith(peer));
    }

    @Override
    public void remove(PeerId id) {
        session.sql().change(REMOVE, (Object) Columns.peer(id));
        session.changeRoster(roster -> roster.livingWithout(id));
        session.events().saveSubscription(id, Subscription.NONE);
    }

    @Override
    public int removeLeftBefore(Instant time, int limit) {
        List<PeerId> gone = session.sql().list(LEFT_BEFORE, row -> Columns.peer(row, 1), Columns.time(time), limit);
        gone.forEach(this::remove);
        return gone.size();
    }
}
