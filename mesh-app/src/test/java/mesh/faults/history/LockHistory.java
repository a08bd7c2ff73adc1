package mesh.faults.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What was seen of an exclusive lock whose lease does not end by itself. Fencing tokens tell the order of the grants; the
 * history is linearizable if each grant could come after the release of all those before it, and if whoever was refused
 * could have met a holder. Safe for use by many threads while it is recorded.
 */
final class LockHistory {
    static final long NEVER = Long.MAX_VALUE;

    private record Hold(long start, long granted, long token, long releaseStart, long releaseEnd) {}

    private record Refusal(long start, long end) {}

    private final ConcurrentLinkedQueue<Hold> holds = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Hold> possible = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Refusal> refusals = new ConcurrentLinkedQueue<>();

    /**
     * A grant that was confirmed. Times are nanoseconds.
     *
     * @param releaseStart when its release was first asked for, and
     * @param releaseEnd when it was confirmed; {@link #NEVER} where it was not
     */
    void held(long start, long granted, long token, long releaseStart, long releaseEnd) {
        holds.add(new Hold(start, granted, token, releaseStart, releaseEnd));
    }

    /** Asked for without an answer, and then released to be sure. */
    void mayHaveHeld(long start, long releaseEnd) {
        possible.add(new Hold(start, NEVER, 0, start, releaseEnd));
    }

    void refused(long start, long end) {
        refusals.add(new Refusal(start, end));
    }

    int size() {
        return 2 * holds.size() + 2 * possible.size() + refusals.size();
    }

    /** What cannot be explained; empty where the history is linearizable. */
    List<String> violations() {
        List<String> found = new ArrayList<>();
        List<Hold> order = new ArrayList<>(holds);
        order.sort(Comparator.comparingLong(Hold::token));
        long free = Long.MIN_VALUE;
        Hold before = null;
        for (Hold each : order) {
            if (before != null && before.token == each.token) found.add("one token, given twice: " + each.token);
            if (each.granted < free) found.add("two holders at once: " + before + " and " + each);
            free = Math.max(free, each.releaseStart);
            before = each;
        }
        findUnfounded(found);
        return found;
    }

    private void findUnfounded(List<String> found) {
        List<Hold> all = new ArrayList<>(holds);
        all.addAll(possible);
        all.sort(Comparator.comparingLong(Hold::start));
        List<Refusal> refused = new ArrayList<>(refusals);
        refused.sort(Comparator.comparingLong(Refusal::end));
        int next = 0;
        long heldUntil = Long.MIN_VALUE;
        for (Refusal each : refused) {
            while (next < all.size() && all.get(next).start <= each.end)
                heldUntil = Math.max(heldUntil, all.get(next++).releaseEnd);
            if (heldUntil < each.start) found.add("refused, although nobody could hold it: " + each);
        }
    }
}
