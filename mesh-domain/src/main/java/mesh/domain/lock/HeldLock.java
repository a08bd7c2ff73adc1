package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import mesh.domain.peer.PeerId;

/**
 * A living lease as it is shown: with its holder's name, who waits for it, and how long it has to go.
 *
 * @param holderName by which the holder is written to
 */
public record HeldLock(FileLock lock, String holderName, List<PeerId> waiters, Duration remaining) {
    public HeldLock {
        requireNonNull(lock);
        requireNonNull(holderName);
        waiters = List.copyOf(waiters);
        requireNonNull(remaining);
    }

    /** The holder, down to the subagent: {@code amber-otter/reviewer}. */
    public String holderShown() {
        return lock.subagent().map(name -> holderName + "/" + name).orElse(holderName);
    }
}
