package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/**
 * The wish to give up {@code targets}, all or none.
 *
 * @param targets empty for everything that the peer holds
 * @param token only while this grant stands
 * @param force take it from whoever holds it: for the person at the terminal alone
 */
public record ReleaseLock(PeerId peer, List<LockTarget> targets, Optional<FencingToken> token, boolean force) {
    public ReleaseLock {
        InvalidInput.required("peerId", peer);
        targets = targets.isEmpty() ? List.of() : AcquireLock.checkTargets(targets);
        requireNonNull(token);
    }

    public static ReleaseLock of(PeerId peer, String path) {
        return new ReleaseLock(peer, List.of(LockTarget.of(path)), Optional.empty(), false);
    }

    public static ReleaseLock everythingOf(PeerId peer) {
        return new ReleaseLock(peer, List.of(), Optional.empty(), false);
    }
}
