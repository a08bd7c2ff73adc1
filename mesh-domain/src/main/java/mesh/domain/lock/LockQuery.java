package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.peer.PeerId;

/**
 * Which living leases to list.
 *
 * @param asker resolves a relative {@code target} against this peer's project
 * @param target only those that overlap it
 * @param holder only this peer's
 */
public record LockQuery(Optional<PeerId> asker, Optional<LockTarget> target, Optional<PeerId> holder) {
    public static final LockQuery ALL = new LockQuery(Optional.empty(), Optional.empty(), Optional.empty());

    public LockQuery {
        requireNonNull(asker);
        requireNonNull(target);
        requireNonNull(holder);
    }

    public static LockQuery heldBy(PeerId holder) {
        return new LockQuery(Optional.empty(), Optional.empty(), Optional.of(holder));
    }
}
