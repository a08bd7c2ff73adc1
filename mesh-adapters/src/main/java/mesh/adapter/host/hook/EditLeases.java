package mesh.adapter.host.hook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;
import mesh.port.in.Mesh;

/** The leases that hooks took for edits, told from those that the agent asked for itself: only the former are given up. */
final class EditLeases {
    /** The reason that such a lease carries. A lease that the agent asked for has another one, or lasts longer. */
    static final String REASON = "edit";

    /** The memory keeps milliseconds; a renewal by the agent adds minutes. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Mesh mesh;
    private final SessionMemory memory;

    EditLeases(Mesh mesh, SessionMemory memory) {
        this.mesh = mesh;
        this.memory = memory;
    }

    /** Remembers what was granted, unless the agent had the lease already. */
    void granted(LockOutcome.Granted granted, Optional<SubagentName> by) {
        for (HeldLock held : granted.locks()) {
            FileLock lease = held.lock();
            SessionMemory.EditLease known = memory.edits().get(lease.path().text());
            boolean ours = known == null
                    ? !granted.renewed() && isNew(lease)
                    : known.token().equals(lease.token());
            if (ours)
                memory.edits()
                        .put(lease.path().text(), new SessionMemory.EditLease(lease.token(), lease.expiresAt(), by));
        }
    }

    /** Among several, some may have been renewed: those were acquired before they were given this lease. */
    private static boolean isNew(FileLock lease) {
        Instant ownEnd = lease.acquiredAt().plus(HookDecisions.EDIT_LEASE.duration());
        return !lease.expiresAt().isAfter(ownEnd);
    }

    /** Gives up what was taken for edits. @param by only those of this subagent; empty for all */
    void release(PeerId peer, Optional<SubagentName> by) {
        List<String> paths = new ArrayList<>();
        for (Map.Entry<String, SessionMemory.EditLease> edit : memory.edits().entrySet())
            if (by.isEmpty() || by.equals(edit.getValue().by())) paths.add(edit.getKey());
        if (paths.isEmpty()) return;
        for (HeldLock held : mesh.locks().list(LockQuery.heldBy(peer))) {
            String path = held.lock().path().text();
            if (paths.contains(path)
                    && isStillTheEdits(held.lock(), memory.edits().get(path)))
                mesh.locks()
                        .release(new ReleaseLock(
                                peer,
                                List.of(LockTarget.of(path, LockScope.MACHINE)),
                                Optional.of(held.lock().token()),
                                false));
        }
        paths.forEach(memory.edits()::remove);
    }

    private static boolean isStillTheEdits(FileLock lease, SessionMemory.EditLease known) {
        return lease.token().equals(known.token())
                && lease.reason().equals(REASON)
                && !lease.expiresAt().isAfter(known.expiresAt().plus(SLACK));
    }
}
