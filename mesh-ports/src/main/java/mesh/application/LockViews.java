package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockDecision;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.WaitQueue;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreView;

/** Shows leases with their holders' names, who waits for them, and how long they have to go. */
final class LockViews {
    private final Peers peers;
    private final Supplier<WaitQueue> queue;

    LockViews(Peers peers, Supplier<WaitQueue> queue) {
        this.peers = peers;
        this.queue = queue;
    }

    LockOutcome granted(StoreView view, LockDecision.Grant grant, Instant now) {
        return new LockOutcome.Granted(shown(view, grant.leases(), now), grant.renewedOnly());
    }

    LockOutcome held(StoreView view, LockDecision.Blocked blocked, Instant now, boolean waited) {
        return new LockOutcome.Held(shown(view, blocked.by(), now), names(view, blocked.behind()), waited);
    }

    List<HeldLock> shown(StoreView view, List<FileLock> locks, Instant now) {
        List<HeldLock> shown = new ArrayList<>(locks.size());
        for (FileLock lock : locks)
            shown.add(new HeldLock(
                    lock,
                    peers.nameOf(view, lock.holder()),
                    queue.get().waitingFor(lock),
                    Duration.between(now, lock.expiresAt())));
        return shown;
    }

    HeldLock shown(StoreView view, FileLock lock, Instant now) {
        return shown(view, List.of(lock), now).get(0);
    }

    List<String> names(StoreView view, List<PeerId> ids) {
        List<String> names = new ArrayList<>(ids.size());
        for (PeerId id : ids) names.add(peers.nameOf(view, id));
        return names;
    }
}
