package mesh.faults.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What was seen of one state entry that is only changed by compare-and-set. Each write makes the next version, and each
 * answer tells one, so that the only order that can explain a history is known: that of the versions. It is linearizable
 * if nothing in that order ended before something ahead of it began. Safe for use by many threads while it is recorded.
 */
final class RegisterHistory {
    private static final long NEVER = Long.MAX_VALUE;

    /** @param end when the answer came, in nanoseconds; {@link #NEVER} where none did */
    private record Seen(long start, long end, long version, String value, boolean write) {}

    private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Seen> lost = new ConcurrentLinkedQueue<>();

    /** A read, or a refused write: both are told the entry as it is. @param version 0 where there is no entry */
    void read(long start, long end, long version, String value) {
        seen.add(new Seen(start, end, version, value, false));
    }

    /** A write that was confirmed. @param version that it made */
    void wrote(long start, long end, long version, String value) {
        seen.add(new Seen(start, end, version, value, true));
    }

    /** A write without an answer: it happened, or will happen yet, or never. @param version that it would make */
    void mayHaveWritten(long start, long version, String value) {
        lost.add(new Seen(start, NEVER, version, value, true));
    }

    int size() {
        return seen.size() + lost.size();
    }

    /** What cannot be explained; empty where the history is linearizable. */
    List<String> violations() {
        List<String> found = new ArrayList<>();
        List<Seen> order = new ArrayList<>(seen);
        Map<Long, Seen> writers = writers(found);
        order.removeIf(Seen::write);
        order.addAll(writers.values());
        order.sort(Comparator.comparingLong(Seen::version).thenComparing(each -> !each.write));
        for (Seen read : order)
            if (read.version == 0) continue;
            else if (!read.write && !writers.containsKey(read.version)) found.add("a version nobody made: " + read);
            else if (!read.value.equals(writers.get(read.version).value)) found.add("a value nobody wrote: " + read);
        findTravellers(order, found);
        return found;
    }

    private Map<Long, Seen> writers(List<String> found) {
        Map<Long, Seen> writers = new HashMap<>();
        long last = 0;
        for (Seen each : seen) {
            last = Math.max(last, each.version);
            if (!each.write) continue;
            Seen other = writers.put(each.version, each);
            if (other != null) found.add("one version, made twice: " + other + " and " + each);
        }
        Map<Long, String> values = new HashMap<>();
        for (Seen each : seen) values.putIfAbsent(each.version, each.value);
        for (Seen each : lost) {
            // Of several that could have made a version which nobody read, the earliest binds the least.
            boolean fits = values.getOrDefault(each.version, each.value).equals(each.value);
            Seen known = writers.get(each.version);
            boolean better = known == null || (known.end == NEVER && each.start < known.start);
            if (fits && each.version <= last && better) writers.put(each.version, each);
        }
        for (long version = 1; version <= last; version++)
            if (!writers.containsKey(version)) found.add("nobody made version " + version);
        return writers;
    }

    /** Looks for what ended before something began that comes ahead of it. */
    private static void findTravellers(List<Seen> order, List<String> found) {
        long latestStart = Long.MIN_VALUE;
        long pending = Long.MIN_VALUE;
        long version = Long.MIN_VALUE;
        for (Seen each : order) {
            if (each.version != version) {
                latestStart = Math.max(latestStart, pending);
                version = each.version;
            }
            if (each.end < latestStart) found.add("seen before its time, or too late: " + each);
            pending = Math.max(pending, each.start);
            if (each.write) latestStart = Math.max(latestStart, each.start);
        }
    }
}
