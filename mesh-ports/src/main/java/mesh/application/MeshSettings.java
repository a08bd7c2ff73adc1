package mesh.application;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import mesh.domain.InvalidInput;
import mesh.domain.lock.Lease;
import mesh.domain.peer.Liveness;

/**
 * What an operator may choose.
 *
 * @param defaultLease of a lock whose request names none
 * @param callsPerWindow how many calls a peer may make in {@code rateWindow}; 0 = any number
 * @param keepRead how long a message is kept after it was read
 * @param keepUnread how long a message waits to be read
 * @param keepEvents how long an event can be read back
 */
public record MeshSettings(
        Liveness liveness,
        Lease defaultLease,
        int callsPerWindow,
        Duration rateWindow,
        Duration keepRead,
        Duration keepUnread,
        Duration keepEvents) {
    public static final MeshSettings DEFAULT = new MeshSettings(
            new Liveness(Duration.ofSeconds(30), Duration.ofSeconds(60)),
            Lease.ofMinutes(10),
            100,
            Duration.ofSeconds(10),
            Duration.ofHours(24),
            Duration.ofHours(168),
            Duration.ofHours(48));

    public MeshSettings {
        requireNonNull(liveness);
        requireNonNull(defaultLease);
        InvalidInput.range("callsPerWindow", callsPerWindow, 0, 1_000_000);
        positive("rateWindow", rateWindow);
        positive("keepRead", keepRead);
        positive("keepUnread", keepUnread);
        positive("keepEvents", keepEvents);
    }

    private static void positive(String field, Duration duration) {
        if (duration.isZero() || duration.isNegative()) throw new InvalidInput(field, "must be positive");
    }

    /** The same without a limit on calls, as tests and benchmarks want it. */
    public MeshSettings withoutRateLimit() {
        return new MeshSettings(liveness, defaultLease, 0, rateWindow, keepRead, keepUnread, keepEvents);
    }
}
