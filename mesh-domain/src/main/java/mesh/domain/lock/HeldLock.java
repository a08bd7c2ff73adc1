package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import mesh.domain.peer.PeerId;

/** A living lease as it is shown: with its holder's name, who waits for it, and how long it has to go. */
public record HeldLock(FileLock lock, String holderName, List<PeerId> waiters, Duration remaining) {
    public HeldLock {
        requireNonNull(lock);
        requireNonNull(holderName);
        waiters = List.copyOf(waiters);
        requireNonNull(remaining);
    }
}
