package mesh.adapter.sqlite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;

/**
 * Reads events by type without a look at others: each type that a pattern names is a range of the index over types, and
 * the ranges are merged by sequence. So the time it takes grows with the answer and not with the table.
 */
final class EventSearch {
    /** A prefix of more types than this is read as one range of the index, and sorted. */
    private static final int MERGED_TYPES = 32;

    private static final String COLUMNS = """
            SELECT seq, id, type, payload, emitted_by, created_at
            FROM event
            """;
    private static final String WINDOW = "seq > ?1 AND (?2 IS NULL OR created_at > ?2)";
    private static final Direction FORWARD = new Direction("ORDER BY seq", Comparator.naturalOrder());
    private static final Direction BACKWARD = new Direction("ORDER BY seq DESC", Comparator.reverseOrder());
    private static final String NEXT_TYPE = "SELECT type FROM event WHERE type >= ? AND type < ? ORDER BY type LIMIT 1";
    private static final TimeLine TIME_LINE = new TimeLine("event", "horizon");

    private final Sql sql;
    private final EventQuery query;
    private final Direction direction;
    private final long after;
    private final Long afterMillis;

    /** The statements that read in one direction. */
    private static final class Direction {
        final Comparator<Long> order;
        final String all;
        final String ofType;
        final String seqsOfType;
        final String seqsOfTypes;
        final String bySeq;

        Direction(String orderBy, Comparator<Long> order) {
            this.order = order;
            all = COLUMNS + "WHERE " + WINDOW + " " + orderBy + " LIMIT ?3 + 0";
            ofType = COLUMNS + "WHERE type = ?4 AND " + WINDOW + " " + orderBy + " LIMIT ?3 + 0";
            seqsOfType = "SELECT seq FROM event WHERE type = ?4 AND " + WINDOW + " " + orderBy + " LIMIT ?3 + 0";
            seqsOfTypes = "SELECT seq FROM event WHERE type >= ?4 AND type < ?5 AND " + WINDOW + " " + orderBy
                    + " LIMIT ?3 + 0";
            bySeq = COLUMNS + "WHERE seq IN (SELECT value FROM json_each(?)) " + orderBy;
        }
    }

    EventSearch(Sql sql, EventQuery query) {
        this.sql = sql;
        this.query = query;
        boolean from = query.afterSeq().isPresent() || query.afterTime().isPresent();
        direction = from ? FORWARD : BACKWARD;
        afterMillis = query.afterTime().map(Columns::time).orElse(null);
        long afterSeq = query.afterSeq().map(Sequence::value).orElse(0L);
        after = afterMillis == null ? afterSeq : Math.max(afterSeq, TIME_LINE.firstAtOrAfter(sql, afterMillis + 1) - 1);
    }

    /** Oldest first. */
    List<MeshEvent> read() {
        List<MeshEvent> found = new ArrayList<>(find());
        if (direction == BACKWARD) Collections.reverse(found);
        return found;
    }

    private List<MeshEvent> find() {
        if (query.types().isEmpty() || query.types().contains(EventPattern.EVERYTHING))
            return sql.list(direction.all, SqliteEvents::read, after, afterMillis, query.limit());
        if (query.types().size() == 1) {
            String only = query.types().iterator().next().value();
            if (!isPrefix(only))
                return sql.list(direction.ofType, SqliteEvents::read, after, afterMillis, query.limit(), only);
        }
        NavigableSet<Long> seqs = new TreeSet<>(direction.order);
        for (EventPattern pattern : query.types()) addMatches(seqs, pattern.value());
        return sql.list(direction.bySeq, SqliteEvents::read, seqs.toString());
    }

    private static boolean isPrefix(String pattern) {
        return pattern.endsWith(".*");
    }

    private void addMatches(NavigableSet<Long> seqs, String pattern) {
        if (!isPrefix(pattern)) {
            addNearest(
                    seqs,
                    sql.list(direction.seqsOfType, row -> row.getLong(1), after, afterMillis, query.limit(), pattern));
            return;
        }
        String first = pattern.substring(0, pattern.length() - 1);
        String end = first.substring(0, first.length() - 1) + (char) ('.' + 1);
        List<String> types = types(first, end);
        if (types.size() <= MERGED_TYPES) types.forEach(type -> addMatches(seqs, type));
        else
            addNearest(
                    seqs,
                    sql.list(
                            direction.seqsOfTypes,
                            row -> row.getLong(1),
                            after,
                            afterMillis,
                            query.limit(),
                            first,
                            end));
    }

    /** The types that occur from {@code first} up to {@code end}: one look-up each, however many events they have. */
    private List<String> types(String first, String end) {
        List<String> types = new ArrayList<>();
        String from = first;
        while (types.size() <= MERGED_TYPES) {
            var type = sql.find(NEXT_TYPE, row -> row.getString(1), from, end);
            if (type.isEmpty()) break;
            types.add(type.get());
            from = type.get() + ' '; // sorts before every longer type
        }
        return types;
    }

    private void addNearest(NavigableSet<Long> seqs, List<Long> more) {
        seqs.addAll(more);
        while (seqs.size() > query.limit()) seqs.pollLast();
    }
}
