package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/** The wish to hold {@code targets} for longer. @param token only while this grant stands; empty lease = default */
public record RenewLock(PeerId peer, List<LockTarget> targets, Optional<Lease> lease, Optional<FencingToken> token) {
    public RenewLock {
        InvalidInput.required("peerId", peer);
        targets = AcquireLock.checkTargets(targets);
        requireNonNull(lease);
        requireNonNull(token);
    }
}
