package mesh.app.bench;

import java.util.concurrent.TimeUnit;

/**
 * How much is measured.
 *
 * @param rounds that count, of calls
 * @param sliceNanos of one thing in one round
 * @param warmUps rounds of calls that do not count
 * @param starts processes of each kind that are started and timed
 * @param sessions that are looked at while they are idle
 * @param messages in the database that reads are measured on
 * @param manyMessages in the large database; 0 where that row is left out
 * @param loadNanos of constant load, before calls are measured
 */
record Effort(
        int rounds,
        long sliceNanos,
        int warmUps,
        int starts,
        int sessions,
        int messages,
        int manyMessages,
        long loadNanos) {
    static final Effort QUICK = new Effort(3, millis(200), 2, 4, 1, 100_000, 0, millis(1_000));
    static final Effort FULL = new Effort(7, millis(800), 8, 15, 5, 100_000, 1_000_000, millis(5_000));

    private static long millis(int number) {
        return TimeUnit.MILLISECONDS.toNanos(number);
    }
}
