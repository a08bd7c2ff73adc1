package mesh.domain.peer;

import java.time.Duration;
import java.time.Instant;
import mesh.domain.InvalidInput;

/** How long a silence makes a peer stale, and then dead. */
public record Liveness(Duration staleAfter, Duration deadAfter) {
    public Liveness {
        if (staleAfter.isNegative() || staleAfter.isZero()) throw new InvalidInput("staleAfter", "must be positive");
        if (deadAfter.compareTo(staleAfter) < 0)
            throw new InvalidInput("deadAfter", "must not be shorter than staleAfter");
    }

    public PeerStatus statusAt(Instant lastHeartbeat, Instant now) {
        Duration silence = Duration.between(lastHeartbeat, now);
        if (silence.compareTo(deadAfter) >= 0) return PeerStatus.DEAD;
        return silence.compareTo(staleAfter) >= 0 ? PeerStatus.STALE : PeerStatus.ACTIVE;
    }
}
