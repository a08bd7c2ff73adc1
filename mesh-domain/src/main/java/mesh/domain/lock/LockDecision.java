package mesh.domain.lock;

import java.util.List;
import java.util.function.Function;
import mesh.domain.peer.PeerId;

/** What the rules say to a {@link LockClaim}, before anything is stored. */
public sealed interface LockDecision {
    /**
     * All of it.
     *
     * @param leases to be stored, one for each path of the claim
     * @param replaced shared leases that became exclusive: to be removed
     * @param expired leases on the same files that are over: to be removed, and told of
     * @param renewedOnly whether the peer held everything already
     */
    record Grant(List<FileLock> leases, List<FileLock> replaced, List<FileLock> expired, boolean renewedOnly)
            implements LockDecision {
        public Grant {
            leases = List.copyOf(leases);
            replaced = List.copyOf(replaced);
            expired = List.copyOf(expired);
        }
    }

    /** Nothing of it. @param by leases in the way @param behind peers who wait for the same and came first */
    record Blocked(List<FileLock> by, List<PeerId> behind) implements LockDecision {
        public Blocked {
            by = List.copyOf(by);
            behind = List.copyOf(behind);
        }
    }

    default <T> T match(Function<Grant, T> onGrant, Function<Blocked, T> onBlocked) {
        if (this instanceof Grant grant) return onGrant.apply(grant);
        return onBlocked.apply((Blocked) this);
    }
}
