package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

/** How long something took, by a clock that nobody sets. */
final class Stopwatch {
    private final long begun = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    boolean shows(Duration time) {
        return elapsed().compareTo(time) >= 0;
    }

    /** What just ended took {@code time}: not less, and not more than {@code most} longer. */
    void assertShows(Duration time, Duration most, String what) {
        Duration elapsed = elapsed();
        assertTrue(
                elapsed.compareTo(time) >= 0 && elapsed.compareTo(time.plus(most)) <= 0,
                () -> what + " ended after " + elapsed + " and not after " + time);
    }
}
