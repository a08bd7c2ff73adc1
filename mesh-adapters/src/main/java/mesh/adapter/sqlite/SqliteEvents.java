package mesh.adapter.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mesh.domain.Notice;
import mesh.domain.event.EventId;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventQuery;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreTransaction;

/**
 * Tables {@code event} and {@code subscription}. Column {@code horizon} is the latest time of an event and all before
 * it: it never decreases, whatever the clock did, and so leads to the first event after a given time.
 */
final class SqliteEvents implements StoreTransaction.Events {
    private static final String APPEND = """
            INSERT INTO event (seq, id, type, emitted_by, created_at, horizon, payload) VALUES (?, ?, ?, ?, ?, ?, ?)""";
    private static final String HORIZON = "SELECT horizon FROM event WHERE seq = (SELECT max(seq) FROM event)";
    private static final String OLDEST = "SELECT seq, created_at FROM event ORDER BY seq LIMIT ? + 0";
    private static final String REMOVE_UP_TO = "DELETE FROM event WHERE seq <= ?";
    private static final String PATTERNS = "SELECT pattern FROM subscription WHERE peer = ?";
    private static final String ADD_PATTERN = "INSERT INTO subscription (peer, pattern) VALUES (?, ?)";
    private static final String REMOVE_PATTERNS = "DELETE FROM subscription WHERE peer = ?";

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Session session;
    private long horizon = UNKNOWN;

    SqliteEvents(Session session) {
        this.session = session;
    }

    static MeshEvent read(ResultSet row) throws SQLException {
        return new MeshEvent(
                new Sequence(row.getLong(1)),
                new EventId(Columns.id(row.getBytes(2))),
                new EventType(row.getString(3)),
                new EventPayload(row.getString(4)),
                Columns.peer(row, 5),
                Columns.time(row, 6));
    }

    @Override
    public List<MeshEvent> read(EventQuery query) {
        return new EventSearch(session.sql(), query).read();
    }

    @Override
    public Subscription subscription(PeerId peer) {
        Set<EventPattern> patterns = new HashSet<>(
                session.sql().list(PATTERNS, row -> new EventPattern(row.getString(1)), (Object) Columns.peer(peer)));
        return patterns.isEmpty() ? Subscription.NONE : new Subscription(patterns);
    }

    @Override
    public long count() {
        return session.figures().events();
    }

    @Override
    public void append(MeshEvent event) {
        long createdAt = Columns.time(event.createdAt());
        if (horizon == UNKNOWN)
            horizon = session.sql().find(HORIZON, row -> row.getLong(1)).orElse(createdAt);
        horizon = Math.max(horizon, createdAt); // stays up when the transaction is undone, which does no harm
        session.sql()
                .change(
                        APPEND,
                        event.seq().value(),
                        Columns.id(event.id().value()),
                        event.type().value(),
                        Columns.peer(event.emittedBy()),
                        createdAt,
                        horizon,
                        event.payload().json());
        session.figures(figures -> figures.withEvents(1));
        session.note(new Notice.OfEvent(event));
    }

    @Override
    public void saveSubscription(PeerId peer, Subscription subscription) {
        byte[] id = Columns.peer(peer);
        session.sql().change(REMOVE_PATTERNS, (Object) id);
        for (EventPattern pattern : subscription.patterns()) session.sql().change(ADD_PATTERN, id, pattern.value());
    }

    @Override
    public int removeBefore(Instant time, int limit) {
        record Old(long seq, long createdAt) {}
        long end = Columns.time(time);
        int removed = 0;
        long last = 0;
        for (Old event : session.sql().list(OLDEST, row -> new Old(row.getLong(1), row.getLong(2)), limit)) {
            if (event.createdAt >= end) break;
            last = event.seq;
            removed++;
        }
        if (removed == 0) return 0;
        session.sql().change(REMOVE_UP_TO, last);
        int fewer = removed;
        session.figures(figures -> figures.withEvents(-fewer));
        return removed;
    }
}
