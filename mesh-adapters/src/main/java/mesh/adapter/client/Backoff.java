package mesh.adapter.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: twice as long each time, and never the same for two clients. */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private Backoff() {}

    /** @param failures in a row, 1 for the first */
    static long nanos(int failures) {
        long most = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(failures, 10));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }
}
