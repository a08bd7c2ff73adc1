package mesh.adapter.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreTransaction;

/**
 * Tables {@code message} and {@code inbox} (the number of unread messages of each peer). Column {@code box} says what
 * became of a message. Unread and read messages are in two partial indices, of which the one for unread stays small;
 * SQLite takes a partial index only where a statement repeats its condition, hence the {@code box < 4} below.
 *
 * <p>An index by peer has as many places to grow at as there are peers, and each page that a commit touches is written
 * to the disk: that would cost more than the message itself. So the newest messages are in no such index, nor counted
 * in {@code inbox}; whoever looks for some passes over all of them. They are filed a few hundred at a time.
 */
final class SqliteMessages implements StoreTransaction.Messages {
    private static final int QUEUED = 2; // 0 and 1 would take less room in a row than what follows them
    private static final int DELIVERED = 3;
    private static final int READ = 4;
    private static final int EXPIRED = 5;
    /** Is added to the above until the message is filed. */
    private static final int FRESH = 10;
    /** Sequences, of which about every other is a message's, after which messages are filed. */
    private static final int FILED_AT_ONCE = 512;

    private static final String COLUMNS = """
            SELECT id, seq, from_peer, to_peer, type, reply_to, created_at, delivered_at, read_at, expired_at, payload
            FROM message
            """;
    private static final String FIND = COLUMNS + "WHERE id = ?";
    private static final String SENT = COLUMNS + """
            WHERE seq IN (
              SELECT seq FROM message WHERE from_peer = ?1 AND box < 10
              UNION ALL
              SELECT seq FROM message WHERE seq > ?2 AND from_peer = ?1 AND box >= 10
              ORDER BY seq DESC LIMIT ?3 + 0)
            ORDER BY seq DESC""";
    private static final String WITH_KEY = COLUMNS + "WHERE from_peer = ? AND idempotency_key = ? ORDER BY seq";
    private static final String UNREAD = COLUMNS + """
            WHERE seq IN (
              SELECT seq FROM message
              WHERE to_peer = ?1 AND box = 2 AND box < 4 AND seq > ?2 AND (?3 IS NULL OR from_peer = ?3)
              UNION ALL
              SELECT seq FROM message
              WHERE to_peer = ?1 AND box = 3 AND box < 4 AND seq > ?2 AND (?3 IS NULL OR from_peer = ?3)
              UNION ALL
              SELECT seq FROM message
              WHERE seq > ?5 AND to_peer = ?1 AND box IN (12, 13) AND (?3 IS NULL OR from_peer = ?3)
              ORDER BY seq LIMIT ?4 + 0)
            ORDER BY seq""";
    private static final String RECEIVED = COLUMNS + """
            WHERE seq IN (
              SELECT seq FROM message
              WHERE to_peer = ?1 AND box = 2 AND box < 4 AND (?2 IS NULL OR from_peer = ?2)
              UNION ALL
              SELECT seq FROM message
              WHERE to_peer = ?1 AND box = 3 AND box < 4 AND (?2 IS NULL OR from_peer = ?2)
              UNION ALL
              SELECT seq FROM message
              WHERE to_peer = ?1 AND box = 4 AND (?2 IS NULL OR from_peer = ?2)
              UNION ALL
              SELECT seq FROM message
              WHERE seq > ?4 AND to_peer = ?1 AND box IN (12, 13, 14) AND (?2 IS NULL OR from_peer = ?2)
              ORDER BY seq DESC LIMIT ?3 + 0)
            ORDER BY seq DESC""";
    private static final String APPEND = """
            INSERT INTO message (seq, id, from_peer, to_peer, type, reply_to, idempotency_key, box, created_at,
              delivered_at, read_at, expired_at, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String PLACE = "SELECT to_peer, box FROM message WHERE seq = ?";
    private static final String UPDATE = """
            UPDATE message SET box = ?, delivered_at = ?, read_at = ?, expired_at = ?, payload = ? WHERE seq = ?""";
    private static final String DELIVER = """
            UPDATE message SET box = 3, delivered_at = ?
            WHERE seq IN (
              SELECT seq FROM message WHERE to_peer = ? AND box = 2 AND box < 4 AND seq <= ? LIMIT ? + 0)""";
    private static final String DELIVER_FRESH = """
            UPDATE message SET box = 13, delivered_at = ? WHERE to_peer = ? AND box = 12 AND seq <= ? AND seq > ?""";
    private static final String REMOVE_READ = """
            DELETE FROM message
            WHERE seq IN (SELECT seq FROM message WHERE box = 4 AND read_at < ? ORDER BY read_at LIMIT ? + 0)""";
    private static final String REMOVE_EXPIRED = """
            DELETE FROM message
            WHERE seq IN (SELECT seq FROM message WHERE box = 5 AND expired_at < ? ORDER BY expired_at LIMIT ? + 0)""";
    private static final String OLD_UNREAD = """
            SELECT message.seq, message.to_peer, message.box
            FROM inbox CROSS JOIN message
              ON message.to_peer = inbox.peer AND message.box IN (2, 3) AND message.box < 4 AND message.seq < ?
            WHERE message.created_at < ?
            LIMIT ? + 0""";
    private static final String EXPIRE = "UPDATE message SET box = 5, expired_at = ?, payload = '' WHERE seq = ?";
    private static final String COUNT_UNREAD = "SELECT unread FROM inbox WHERE peer = ?";
    private static final String COUNT_FRESH =
            "SELECT count(*) FROM message WHERE seq > ? AND to_peer = ? AND box IN (12, 13)";
    private static final String COUNT_IN = """
            INSERT INTO inbox (peer, unread)
            SELECT to_peer, count(*) FROM message WHERE seq > ? AND box IN (12, 13) GROUP BY to_peer
            ON CONFLICT (peer) DO UPDATE SET unread = unread + excluded.unread""";
    private static final String FILE = "UPDATE message SET box = box - 10 WHERE seq > ? AND box >= 10";
    private static final String MORE_UNREAD = """
            INSERT INTO inbox (peer, unread) VALUES (?, 1) ON CONFLICT (peer) DO UPDATE SET unread = unread + 1""";
    private static final String FEWER_UNREAD = "UPDATE inbox SET unread = unread - 1 WHERE peer = ?";
    private static final String NONE_UNREAD = "DELETE FROM inbox WHERE peer = ? AND unread = 0";
    private static final TimeLine TIME_LINE = new TimeLine("message", "created_at");

    private final Session session;

    SqliteMessages(Session session) {
        this.session = session;
    }

    private Message read(ResultSet row) throws SQLException {
        Message known = session.recent().find(row.getLong(2));
        if (known != null && isAsIn(row, known)) return known;
        Message message = readAll(row);
        session.recent().remember(message);
        return message;
    }

    /** Whether a message is still what it was; all else about it never changes. */
    private static boolean isAsIn(ResultSet row, Message known) throws SQLException {
        return row.getLong(8) == Columns.timeOrNotYet(known.deliveredAt())
                && row.getLong(9) == Columns.timeOrNotYet(known.readAt())
                && row.getLong(10) == Columns.timeOrNotYet(known.expiredAt());
    }

    private static Message readAll(ResultSet row) throws SQLException {
        return new Message(
                new MessageId(Columns.id(row.getBytes(1))),
                new Sequence(row.getLong(2)),
                Columns.peer(row, 3),
                Columns.peer(row, 4),
                InvalidInput.oneOf("type", Columns.text(row, 5), MessageType.class),
                Columns.text(row, 11),
                Optional.ofNullable(row.getBytes(6)).map(id -> new MessageId(Columns.id(id))),
                Columns.time(row, 7),
                Columns.timeIfCome(row, 8),
                Columns.timeIfCome(row, 9),
                Columns.timeIfCome(row, 10));
    }

    private static int box(Message message) {
        return switch (message.delivery()) {
            case QUEUED -> QUEUED;
            case DELIVERED -> DELIVERED;
            case READ -> READ;
            case EXPIRED -> EXPIRED;
        };
    }

    @Override
    public Optional<Message> find(MessageId id) {
        return session.sql().find(FIND, this::read, (Object) Columns.id(id.value()));
    }

    @Override
    public List<Message> unread(PeerId to, Optional<PeerId> from, int limit) {
        return unread(to, Sequence.START, from, limit);
    }

    @Override
    public List<Message> after(PeerId to, Sequence seq, int limit) {
        return unread(to, seq, Optional.empty(), limit);
    }

    private List<Message> unread(PeerId to, Sequence after, Optional<PeerId> from, int limit) {
        return session.sql()
                .list(
                        UNREAD,
                        this::read,
                        Columns.peer(to),
                        after.value(),
                        peerOrNull(from),
                        limit,
                        Math.max(after.value(), filed()));
    }

    @Override
    public List<Message> received(PeerId to, Optional<PeerId> from, int limit) {
        return session.sql().list(RECEIVED, this::read, Columns.peer(to), peerOrNull(from), limit, filed());
    }

    private static byte[] peerOrNull(Optional<PeerId> peer) {
        return peer.map(Columns::peer).orElse(null);
    }

    @Override
    public List<Message> sent(PeerId from, int limit) {
        return session.sql().list(SENT, this::read, Columns.peer(from), filed(), limit);
    }

    @Override
    public int countUnread(PeerId to) {
        byte[] peer = Columns.peer(to);
        int fresh = session.sql()
                .find(COUNT_FRESH, row -> row.getInt(1), filed(), peer)
                .orElse(0);
        return fresh
                + session.sql()
                        .find(COUNT_UNREAD, row -> row.getInt(1), (Object) peer)
                        .orElse(0);
    }

    @Override
    public List<Message> withKey(PeerId from, String idempotencyKey) {
        return session.sql().list(WITH_KEY, this::read, Columns.peer(from), idempotencyKey);
    }

    @Override
    public long count() {
        return session.figures().messages();
    }

    @Override
    public long countUndelivered() {
        return session.figures().undelivered();
    }

    @Override
    public void append(Message message, Optional<String> idempotencyKey) {
        int box = box(message);
        boolean fresh = isFresh(message.seq().value());
        byte[] to = Columns.peer(message.toPeer());
        session.sql()
                .change(
                        APPEND,
                        message.seq().value(),
                        Columns.id(message.id().value()),
                        Columns.peer(message.fromPeer()),
                        to,
                        message.type().wireName(),
                        message.replyTo().map(id -> Columns.id(id.value())).orElse(null),
                        idempotencyKey.orElse(null),
                        fresh ? box + FRESH : box,
                        Columns.time(message.createdAt()),
                        Columns.timeOrNotYet(message.deliveredAt()),
                        Columns.timeOrNotYet(message.readAt()),
                        Columns.timeOrNotYet(message.expiredAt()),
                        message.payload());
        session.figures(figures -> figures.withMessages(1, box == QUEUED ? 1 : 0));
        if (box < READ && !fresh) session.sql().change(MORE_UNREAD, (Object) to);
        session.note(new Notice.OfMessage(message));
    }

    private long filed() {
        return session.figures().filed();
    }

    private boolean isFresh(long seq) {
        return seq > filed();
    }

    /** Files what is new, if that is enough to be worth it. */
    void fileMany() {
        if (session.figures().sequence() - filed() >= FILED_AT_ONCE) fileAll();
    }

    /** Files what is new; to be called before anything that passes over old messages. */
    void fileAll() {
        Figures figures = session.figures();
        if (figures.latest() <= figures.filed()) return;
        session.sql().change(COUNT_IN, figures.filed());
        session.sql().change(FILE, figures.filed());
        session.figures(Figures::withAllFiled);
    }

    /** Where a message is before it changes. */
    private record Place(byte[] to, int box) {}

    @Override
    public void update(Message message) {
        long seq = message.seq().value();
        Optional<Place> before = session.sql().find(PLACE, row -> new Place(row.getBytes(1), row.getInt(2)), seq);
        if (before.isEmpty()) return;
        boolean fresh = before.get().box >= FRESH;
        session.sql()
                .change(
                        UPDATE,
                        fresh ? box(message) + FRESH : box(message),
                        Columns.timeOrNotYet(message.deliveredAt()),
                        Columns.timeOrNotYet(message.readAt()),
                        Columns.timeOrNotYet(message.expiredAt()),
                        message.payload(),
                        seq);
        moved(before.get(), box(message));
    }

    private void moved(Place before, int box) {
        boolean fresh = before.box >= FRESH;
        int queued = (box == QUEUED ? 1 : 0) - (before.box % FRESH == QUEUED ? 1 : 0);
        if (queued != 0) session.figures(figures -> figures.withMessages(0, queued));
        if (fresh) return;
        if (before.box < READ && box >= READ) {
            session.sql().change(FEWER_UNREAD, (Object) before.to);
            session.sql().change(NONE_UNREAD, (Object) before.to);
        } else if (before.box >= READ && box < READ) {
            session.sql().change(MORE_UNREAD, (Object) before.to);
        }
    }

    @Override
    public int deliverUpTo(PeerId to, Sequence seq, Instant at, int limit) {
        long time = Columns.time(at);
        byte[] peer = Columns.peer(to);
        int filed = session.sql().change(DELIVER, time, peer, seq.value(), limit);
        boolean allFiled = filed < limit;
        int fresh = allFiled && isFresh(seq.value())
                ? session.sql().change(DELIVER_FRESH, time, peer, seq.value(), filed())
                : 0;
        int delivered = filed + fresh;
        session.figures(figures -> figures.withMessages(0, -delivered));
        return delivered;
    }

    @Override
    public int removeReadBefore(Instant time, int limit) {
        fileAll();
        return removed(session.sql().change(REMOVE_READ, Columns.time(time), limit));
    }

    @Override
    public int removeExpiredBefore(Instant time, int limit) {
        fileAll();
        return removed(session.sql().change(REMOVE_EXPIRED, Columns.time(time), limit));
    }

    private int removed(int rows) {
        session.figures(figures -> figures.withMessages(-rows, 0));
        return rows;
    }

    @Override
    public int expireUnreadBefore(Instant time, Instant now, int limit) {
        record Old(long seq, Place place) {}
        fileAll();
        long end = TIME_LINE.firstAtOrAfter(session.sql(), Columns.time(time));
        List<Old> old = session.sql()
                .list(
                        OLD_UNREAD,
                        row -> new Old(row.getLong(1), new Place(row.getBytes(2), row.getInt(3))),
                        end,
                        Columns.time(time),
                        limit);
        for (Old message : old) {
            session.sql().change(EXPIRE, Columns.time(now), message.seq);
            moved(message.place, EXPIRED);
        }
        return old.size();
    }
}
