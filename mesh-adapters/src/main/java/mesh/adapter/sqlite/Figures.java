package mesh.adapter.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The one row of table {@code mesh}: what must never go backwards, even when the newest rows are pruned, and counts that
 * would take too long to count. Written at most once per commit, and so as true as the commit itself.
 *
 * @param sequence the last one given
 * @param token the last one given
 * @param latest sequence of the newest message or event
 * @param undelivered messages that are neither delivered, read nor expired
 * @param filed messages up to this sequence are in the indices by peer; see {@link SqliteMessages}
 * @param roster version of the list of living peers; a new number for each change of it
 */
record Figures(
        long sequence, long token, long latest, long messages, long undelivered, long events, long filed, long roster) {
    private static final String READ =
            "SELECT sequence, token, latest, messages, undelivered, events, filed, roster FROM mesh";
    private static final String SAVE = """
            UPDATE mesh
            SET sequence = ?, token = ?, latest = ?, messages = ?, undelivered = ?, events = ?, filed = ?, roster = ?
            WHERE one = 1""";

    static Figures read(Sql sql) {
        return sql.find(READ, Figures::read).orElseThrow();
    }

    private static Figures read(ResultSet row) throws SQLException {
        return new Figures(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8));
    }

    void save(Sql sql) {
        sql.change(SAVE, sequence, token, latest, messages, undelivered, events, filed, roster);
    }

    /** By hand, since it is asked for before a broker serves: what the JDK puts together for a record takes it 10 ms. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Figures that
                && sequence == that.sequence
                && token == that.token
                && latest == that.latest
                && messages == that.messages
                && undelivered == that.undelivered
                && events == that.events
                && filed == that.filed
                && roster == that.roster;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }

    Figures withNextSequence() {
        return new Figures(sequence + 1, token, latest, messages, undelivered, events, filed, roster);
    }

    Figures withNextToken() {
        return new Figures(sequence, token + 1, latest, messages, undelivered, events, filed, roster);
    }

    Figures withNextRoster() {
        return new Figures(sequence, token, latest, messages, undelivered, events, filed, roster + 1);
    }

    Figures withNewest(long seq) {
        return new Figures(sequence, token, Math.max(latest, seq), messages, undelivered, events, filed, roster);
    }

    Figures withMessages(long more, long moreUndelivered) {
        return new Figures(
                sequence, token, latest, messages + more, undelivered + moreUndelivered, events, filed, roster);
    }

    Figures withEvents(long more) {
        return new Figures(sequence, token, latest, messages, undelivered, events + more, filed, roster);
    }

    /** All messages so far are in the indices. */
    Figures withAllFiled() {
        return new Figures(sequence, token, latest, messages, undelivered, events, sequence, roster);
    }

    /** These figures, but no number that {@code later} gave away is given again. */
    Figures withoutRepeating(Figures later) {
        return new Figures(
                Math.max(sequence, later.sequence),
                Math.max(token, later.token),
                latest,
                messages,
                undelivered,
                events,
                filed,
                Math.max(roster, later.roster));
    }
}
