package mesh.adapter.sqlite;

import java.util.Optional;

/**
 * Finds where a time lies among rows that were appended in the order of time. Sequences grow with time, so bisection
 * needs no index: twenty look-ups among a million rows.
 */
final class TimeLine {
    private final String first;
    private final String last;
    private final String probe;

    /** @param column the time of a row; where it ever decreases, the answer is one of several that are right */
    TimeLine(String table, String column) {
        first = "SELECT min(seq) FROM " + table;
        last = "SELECT max(seq) FROM " + table;
        probe = "SELECT seq, " + column + " FROM " + table + " WHERE seq >= ? ORDER BY seq LIMIT 1";
    }

    private record Row(long seq, long time) {}

    /** Sequence of the first row that is not before {@code millis}; beyond the last row if there is none. */
    long firstAtOrAfter(Sql sql, long millis) {
        long low = sql.find(first, row -> row.getLong(1)).orElse(0L);
        long high = sql.find(last, row -> row.getLong(1)).orElse(0L) + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            Optional<Row> row = sql.find(probe, r -> new Row(r.getLong(1), r.getLong(2)), middle);
            if (row.isEmpty() || row.get().time >= millis) high = middle;
            else low = row.get().seq + 1;
        }
        return low;
    }
}
