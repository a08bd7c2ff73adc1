package mesh.domain.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;

/** An {@link AcquireLock} whose paths are resolved and whose lease is settled; the same target counts once. */
public record LockClaim(
        PeerId peer, List<LockPath> paths, LockMode mode, String reason, Lease lease, Optional<SubagentName> subagent) {
    public LockClaim {
        List<LockPath> distinct = new ArrayList<>();
        for (LockPath path : paths) if (distinct.stream().noneMatch(path::isSameTarget)) distinct.add(path);
        paths = List.copyOf(distinct);
    }

    /** Whether both cannot be granted at once. */
    public boolean conflictsWith(LockClaim other) {
        return paths.stream().anyMatch(other::conflictsOn);
    }

    private boolean conflictsOn(LockPath path) {
        return paths.stream().anyMatch(path::overlaps);
    }

    /** Whether a lease of somebody else stands in the way of this claim on {@code path}. */
    boolean isBlockedBy(FileLock lock, LockPath path) {
        return !lock.holder().equals(peer)
                && mode.excludes(lock.mode())
                && lock.path().overlaps(path);
    }

    /** Whether an earlier waiter's claim stands in the way of this claim on {@code path}. */
    boolean isBehind(LockClaim earlier, LockPath path) {
        return !earlier.peer.equals(peer) && mode.excludes(earlier.mode) && earlier.conflictsOn(path);
    }
}
