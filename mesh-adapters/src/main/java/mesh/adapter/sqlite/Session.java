package mesh.adapter.sqlite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.domain.lock.FencingToken;
import mesh.domain.peer.Peer;
import mesh.port.out.ClockMark;
import mesh.port.out.StoreTransaction;

/** One connection, and what is known of the snapshot that it looks at. For one thread at a time. */
final class Session implements StoreTransaction {
    private static final String CLOCK_MARKS = "SELECT boot, nanos, time FROM clock ORDER BY number";
    private static final String FORGET_CLOCK_MARKS = "DELETE FROM clock";
    private static final String SAVE_CLOCK_MARK = "INSERT INTO clock (boot, nanos, time) VALUES (?, ?, ?)";

    private final Sql sql;
    private final AtomicReference<Roster> newest;
    private final RecentMessages recent;
    private final SqlitePeers peers = new SqlitePeers(this);
    private final SqliteMessages messages = new SqliteMessages(this);
    private final SqliteState state = new SqliteState(this);
    private final SqliteLocks locks = new SqliteLocks(this);
    private final SqliteEvents events = new SqliteEvents(this);
    private final List<Notice> notices = new ArrayList<>();
    private Figures figures; // null until somebody asks
    private Roster roster; // null until somebody asks

    /**
     * @param newest the roster of the newest commit that anybody has looked at; shared by all sessions
     * @param recent shared by all sessions, too
     */
    Session(Sql sql, AtomicReference<Roster> newest, RecentMessages recent) {
        this.sql = sql;
        this.newest = newest;
        this.recent = recent;
    }

    /** Forgets what was known: the snapshot is another one. */
    void refresh() {
        figures = null;
        roster = null;
        notices.clear();
    }

    /** What is known at one moment of a transaction, apart from what the database itself can undo. */
    record Mark(Figures figures, Roster roster, int notices) {}

    Mark mark() {
        return new Mark(figures(), roster(), notices.size());
    }

    /** Goes back to {@code mark}, but for the numbers that were given since. */
    void backTo(Mark mark) {
        figures = mark.figures.withoutRepeating(figures);
        roster = mark.roster;
        notices.subList(mark.notices, notices.size()).clear();
    }

    /** What listeners are to be told of this transaction, in sequence order; empties the list. */
    List<Notice> takeNotices() {
        if (notices.isEmpty()) return List.of();
        List<Notice> taken = new ArrayList<>(notices);
        notices.clear();
        taken.sort(Comparator.comparing(Notice::seq));
        return taken;
    }

    Sql sql() {
        return sql;
    }

    RecentMessages recent() {
        return recent;
    }

    Figures figures() {
        if (figures == null) figures = Figures.read(sql);
        return figures;
    }

    void figures(UnaryOperator<Figures> change) {
        figures = change.apply(figures());
    }

    Roster roster() {
        if (roster == null) {
            Roster known = newest.get();
            long version = figures().roster();
            roster = known.version() == version ? known : new Roster(version, peers.readLiving());
            shareRoster();
        }
        return roster;
    }

    void changeRoster(Function<Roster, Collection<Peer>> change) {
        Collection<Peer> living = change.apply(roster());
        figures = figures().withNextRoster();
        roster = new Roster(figures.roster(), living);
    }

    /** Lets other sessions use the roster that this one knows. To be called while it is what is committed. */
    void shareRoster() {
        if (newest.get().version() < roster.version())
            newest.accumulateAndGet(roster, (a, b) -> a.version() < b.version() ? b : a);
    }

    void note(Notice notice) {
        notices.add(notice);
        figures = figures().withNewest(notice.seq().value());
    }

    @Override
    public Peers peers() {
        return peers;
    }

    @Override
    public SqliteMessages messages() {
        return messages;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Locks locks() {
        return locks;
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public Sequence latest() {
        return new Sequence(figures().latest());
    }

    @Override
    public Sequence nextSequence() {
        figures = figures().withNextSequence();
        return new Sequence(figures.sequence());
    }

    @Override
    public FencingToken nextToken() {
        figures = figures().withNextToken();
        return new FencingToken(figures.token());
    }

    @Override
    public List<ClockMark> clockMarks() {
        return sql.list(CLOCK_MARKS, row -> new ClockMark(row.getString(1), row.getLong(2), Columns.time(row, 3)));
    }

    @Override
    public void saveClockMarks(List<ClockMark> marks) {
        sql.change(FORGET_CLOCK_MARKS);
        for (ClockMark mark : marks) sql.change(SAVE_CLOCK_MARK, mark.boot(), mark.nanos(), Columns.time(mark.time()));
    }
}
