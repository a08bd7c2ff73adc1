package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;

/**
 * The wish to hold all of {@code targets}, or none.
 *
 * @param lease empty for the broker's default
 * @param subagent of the peer that wants it; for show alone
 */
public record AcquireLock(
        PeerId peer,
        List<LockTarget> targets,
        LockMode mode,
        String reason,
        Optional<Lease> lease,
        Optional<SubagentName> subagent) {
    public static final int MAX_TARGETS = 64;
    public static final int MAX_REASON_CHARS = 500;

    public AcquireLock {
        InvalidInput.required("peerId", peer);
        targets = checkTargets(targets);
        requireNonNull(mode);
        InvalidInput.length("reason", reason, 0, MAX_REASON_CHARS);
        requireNonNull(lease);
        requireNonNull(subagent);
    }

    /** The wish of the peer itself. */
    public AcquireLock(PeerId peer, List<LockTarget> targets, LockMode mode, String reason, Optional<Lease> lease) {
        this(peer, targets, mode, reason, lease, Optional.empty());
    }

    public static AcquireLock exclusive(PeerId peer, String path) {
        return new AcquireLock(peer, List.of(LockTarget.of(path)), LockMode.EXCLUSIVE, "", Optional.empty());
    }

    static List<LockTarget> checkTargets(List<LockTarget> targets) {
        if (targets.isEmpty()) throw new InvalidInput("filePath", "is required");
        if (targets.size() > MAX_TARGETS)
            throw new InvalidInput(
                    "filePaths", "must hold at most " + MAX_TARGETS + " paths, it holds " + targets.size());
        return List.copyOf(targets);
    }
}
