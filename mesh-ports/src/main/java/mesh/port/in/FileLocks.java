package mesh.port.in;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockCheck;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;

/** Leases on files and directories. */
public interface FileLocks {
    /** Longest wait for a lock. */
    Duration MAX_WAIT = Duration.ofSeconds(50);

    /**
     * Acquires, or waits its turn for at most {@code wait} (0 to 50 s; 0 answers at once). Cancelling the future leaves
     * the queue.
     */
    CompletableFuture<LockOutcome> acquire(AcquireLock request, Duration wait);

    /** Acquires or answers at once. */
    default LockOutcome acquire(AcquireLock request) {
        return acquire(request, Duration.ZERO).join();
    }

    HolderOutcome renew(RenewLock request);

    HolderOutcome release(ReleaseLock request);

    /** Living leases, by path. */
    List<HeldLock> list(LockQuery query);

    /** Whether a grant still stands: ask before a write that must not happen after the lease. */
    LockCheck check(CheckLock question);
}
