package mesh.app.bench;

import java.util.concurrent.TimeUnit;

/**
 * How much is measured.
 *
 * @param rounds that count, of calls
 * @param sliceNanos of one thing in one round
 * @param warmUps rounds of calls that do not count
 * @param starts processes of each kind that are started and timed
 * @param messages in the database that reads are measured on
 * @param manyMessages in the large database; 0 where that row is left out
 * @param constantNanos of constant load
 */
record Effort(
        int rounds, long sliceNanos, int warmUps, int starts, int messages, int manyMessages, long constantNanos) {
    static final Effort QUICK =
            new Effort(3, TimeUnit.MILLISECONDS.toNanos(250), 2, 5, 100_000, 0, TimeUnit.MILLISECONDS.toNanos(1_500));
    static final Effort FULL =
            new Effort(7, TimeUnit.MILLISECONDS.toNanos(800), 3, 15, 100_000, 1_000_000, TimeUnit.SECONDS.toNanos(15));
}
