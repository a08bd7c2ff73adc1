package mesh.adapter.client;

import java.time.Duration;
import mesh.domain.InvalidInput;

/** What is left of a wait, for a call that is made again. */
final class MaxWait {
    private final long end;

    MaxWait(Duration wait) {
        this.end = System.nanoTime() + wait.toNanos();
    }

    /** At least a millisecond: nothing would be another question. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
    }

    /** Refuses waits that are negative or longer than {@code max}. */
    static void check(Duration wait, Duration max) {
        InvalidInput.range("waitMs", wait.toMillis(), 0, max.toMillis());
    }
}
