package mesh.domain.lock;

import java.time.Duration;
import mesh.domain.InvalidInput;

/** How long a lock lasts unless it is renewed: 1 to 60 minutes. */
public record Lease(Duration duration) {
    public static final Duration MIN = Duration.ofMinutes(1);
    public static final Duration MAX = Duration.ofMinutes(60);

    public Lease {
        if (duration.compareTo(MIN) < 0 || duration.compareTo(MAX) > 0)
            throw new InvalidInput("ttlMinutes", "must be 1 to 60");
    }

    public static Lease ofMinutes(long minutes) {
        return new Lease(Duration.ofMinutes(InvalidInput.range("ttlMinutes", minutes, 1, 60)));
    }
}
