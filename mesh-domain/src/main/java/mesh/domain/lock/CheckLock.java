package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/** The question whether a grant still stands. @param token empty: whether {@code peer} holds it under any grant */
public record CheckLock(Optional<PeerId> peer, LockTarget target, Optional<FencingToken> token) {
    public CheckLock {
        requireNonNull(peer);
        requireNonNull(target);
        if (token.isEmpty() && peer.isEmpty())
            throw new InvalidInput("fencingToken", "is required for a check (or a peerId)");
    }
}
