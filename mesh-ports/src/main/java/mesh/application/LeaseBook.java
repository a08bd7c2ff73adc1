package mesh.application;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mesh.domain.event.EventType;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.LockClaim;
import mesh.domain.lock.LockDecision;
import mesh.domain.lock.WaitQueue;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;

/** Decides about leases by the rules of {@link FileLock}, writes them down, and puts what happened on record. */
final class LeaseBook {
    private final Journal journal;

    LeaseBook(Journal journal) {
        this.journal = journal;
    }

    LockDecision decide(StoreTransaction tx, LockClaim claim, WaitQueue earlier, Instant now) {
        return FileLock.decide(claim, tx.locks()::overlapping, earlier, tx::nextToken, now);
    }

    List<PeerId> holdersInTheWayOf(StoreView view, LockClaim claim, Instant now) {
        List<PeerId> holders = new ArrayList<>();
        for (FileLock lock : FileLock.blocking(claim, view.locks()::overlapping, now)) holders.add(lock.holder());
        return holders;
    }

    /** Stores a grant, and removes what it replaces or finds expired on its paths. */
    void granted(StoreTransaction tx, LockDecision.Grant grant, Instant now) {
        for (FileLock over : grant.expired()) expired(tx, over, now);
        for (FileLock replaced : grant.replaced()) tx.locks().remove(replaced.token());
        for (FileLock lease : grant.leases()) {
            tx.locks().save(lease);
            if (lease.acquiredAt().equals(now) && !grant.renewedOnly())
                recordLock(tx, EventType.FILE_LOCKED, lease, now);
        }
    }

    /** The grant goes to somebody who waited for it. */
    void grantedToWaiter(StoreTransaction tx, LockDecision.Grant grant, Instant now) {
        granted(tx, grant, now);
        for (FileLock lease : grant.leases()) recordLock(tx, EventType.LOCK_GRANTED, lease, now);
    }

    void expired(StoreTransaction tx, FileLock lock, Instant now) {
        tx.locks().remove(lock.token());
        recordLock(tx, EventType.LOCK_EXPIRED, lock, now);
    }

    void released(StoreTransaction tx, FileLock lock, PeerId by, boolean forced, Instant now) {
        tx.locks().remove(lock.token());
        if (lock.isLiveAt(now)) recordUnlock(tx, lock, by, forced, now);
    }

    static List<FileLock> live(List<FileLock> locks, Instant now) {
        List<FileLock> live = new ArrayList<>(locks.size());
        for (FileLock lock : locks) if (lock.isLiveAt(now)) live.add(lock);
        return live;
    }

    private void recordLock(StoreTransaction tx, EventType type, FileLock lock, Instant now) {
        journal.record(
                tx,
                type,
                lock.holder(),
                now,
                "filePath",
                lock.path().text(),
                "lockedBy",
                lock.holder().value(),
                "subagent",
                lock.subagent().map(SubagentName::value).orElse(null),
                "mode",
                lock.mode().wireName(),
                "reason",
                lock.reason(),
                "fencingToken",
                lock.token().value());
    }

    private void recordUnlock(StoreTransaction tx, FileLock lock, PeerId by, boolean forced, Instant now) {
        journal.record(
                tx,
                EventType.FILE_UNLOCKED,
                by,
                now,
                "filePath",
                lock.path().text(),
                "lockedBy",
                lock.holder().value(),
                "unlockedBy",
                by.value(),
                "forced",
                forced ? true : null,
                "fencingToken",
                lock.token().value());
    }
}
