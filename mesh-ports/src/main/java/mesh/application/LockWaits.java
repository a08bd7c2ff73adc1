package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import mesh.domain.Refusal;
import mesh.domain.lock.LockClaim;
import mesh.domain.lock.LockDecision;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.WaitQueue;
import mesh.domain.lock.WaitQueue.Waiter;
import mesh.domain.peer.PeerId;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;

/**
 * Calls that wait for a lock. The queue is in memory, because a wait ends with the call that waits; it changes only inside
 * a write, where one thread at a time decides.
 */
final class LockWaits {
    /** Claims that may wait at once. */
    static final int MAX_WAITERS = 1_000;

    private final MeshStore store;
    private final MeshClock clock;
    private final LeaseBook book;
    private final LockViews views;
    private final ScheduledExecutorService background;
    private final Map<Long, AwaitedLock> awaiting = new ConcurrentHashMap<>();
    private volatile WaitQueue queue = WaitQueue.EMPTY;
    private long lastTicket;

    LockWaits(MeshStore store, MeshClock clock, Peers peers, LeaseBook book, ScheduledExecutorService background) {
        this.store = store;
        this.clock = clock;
        this.book = book;
        this.views = new LockViews(peers, () -> queue);
        this.background = background;
    }

    /** Shows leases with those who wait for them. */
    LockViews views() {
        return views;
    }

    /** Writes. Where a commit fails, nobody knows any more who was about to be granted what: every wait ends with that. */
    <T> T write(Function<StoreTransaction, T> work) {
        return endingWaits(() -> store.write(work));
    }

    /** The same for work that neither changes who waits nor grants anything to who does, and so may be run again. */
    <T> T writeRepeatable(Function<StoreTransaction, T> work) {
        return endingWaits(() -> store.writeRepeatable(work));
    }

    private <T> T endingWaits(Supplier<T> write) {
        try {
            return write.get();
        } catch (StoreException e) {
            failEveryWait(e);
            throw e;
        }
    }

    private void failEveryWait(StoreException failure) {
        for (Long ticket : List.copyOf(awaiting.keySet())) {
            AwaitedLock awaited = awaiting.remove(ticket);
            if (awaited == null) continue;
            awaited.take();
            background.execute(() -> awaited.completeExceptionally(failure));
        }
    }

    /** The queue without those who gave up. */
    WaitQueue waiting() {
        WaitQueue still = queue;
        for (Waiter waiter : queue.waiters()) if (hasGivenUp(waiter)) still = still.without(waiter.ticket());
        return still;
    }

    private boolean hasGivenUp(Waiter waiter) {
        AwaitedLock awaited = awaiting.get(waiter.ticket());
        return awaited == null || awaited.isTaken();
    }

    /** Lets a claim that cannot be granted now wait its turn, behind {@code earlier}. */
    CompletableFuture<LockOutcome> join(WaitQueue earlier, LockClaim claim, Duration wait) {
        if (earlier.waiters().size() >= MAX_WAITERS)
            throw new Refusal.LimitReached("At most " + MAX_WAITERS + " claims may wait for locks. Try again later.");
        Waiter waiter = new Waiter(++lastTicket, claim);
        AwaitedLock awaited = new AwaitedLock(waiter);
        awaited.endAfter(wait);
        awaiting.put(waiter.ticket(), awaited);
        queue = earlier.with(waiter);
        return awaited;
    }

    /** Ends the waits of a peer that leaves. */
    Grants leave(StoreTransaction tx, PeerId peer, Instant now) {
        List<Waiter> gone = queue.of(peer);
        for (Waiter waiter : gone) queue = queue.without(waiter.ticket());
        return new Grants(promote(tx, now).granted, gone);
    }

    /** Grants, in order of arrival, every waiting claim that nothing stands in the way of any more. */
    Grants promote(StoreTransaction tx, Instant now) {
        if (queue.isEmpty()) return Grants.NONE;
        WaitQueue still = WaitQueue.EMPTY;
        List<Grants.Grant> grants = new ArrayList<>();
        for (Waiter waiter : queue.waiters()) {
            if (hasGivenUp(waiter)) continue;
            LockDecision decision = book.decide(tx, waiter.claim(), still, now);
            if (!(decision instanceof LockDecision.Grant grant)) {
                still = still.with(waiter);
            } else if (awaiting.get(waiter.ticket()).take()) {
                book.grantedToWaiter(tx, grant, now);
                grants.add(new Grants.Grant(waiter.ticket(), views.granted(tx, grant, now)));
            }
        }
        queue = still;
        return new Grants(grants, List.of());
    }

    /** What a write decided about waiting calls; they are told once it is committed. */
    record Grants(List<Grant> granted, List<Waiter> gone) {
        static final Grants NONE = new Grants(List.of(), List.of());

        record Grant(long ticket, LockOutcome outcome) {}
    }

    /** Tells the waiting calls, on other threads. */
    void deliver(Grants grants) {
        for (Grants.Grant grant : grants.granted) {
            AwaitedLock awaited = awaiting.remove(grant.ticket);
            if (awaited != null) background.execute(() -> awaited.complete(grant.outcome));
        }
        for (Waiter waiter : grants.gone) {
            AwaitedLock awaited = awaiting.remove(waiter.ticket());
            if (awaited != null && awaited.take())
                background.execute(() -> awaited.completeExceptionally(
                        new Refusal.UnknownPeer(waiter.claim().peer())));
        }
    }

    /** A call that waits its turn. Its waiter stays in the queue until the next promotion finds it taken. */
    private final class AwaitedLock extends Awaited<LockOutcome> {
        private final Waiter waiter;

        AwaitedLock(Waiter waiter) {
            this.waiter = waiter;
        }

        void endAfter(Duration wait) {
            ScheduledFuture<?> timeout = background.schedule(this::timeOut, wait.toMillis(), TimeUnit.MILLISECONDS);
            whenComplete((outcome, failure) -> timeout.cancel(false));
        }

        private void timeOut() {
            finishIf(() -> true, this::lastTry);
        }

        /** Takes the lock if it has just become free, else says what stands in the way. */
        private LockOutcome lastTry() {
            record Last(LockOutcome outcome, Grants grants) {}
            Last last = write(tx -> {
                Instant now = clock.instant();
                LockDecision decision = book.decide(tx, waiter.claim(), queue.before(waiter.ticket()), now);
                if (decision instanceof LockDecision.Grant grant) book.grantedToWaiter(tx, grant, now);
                LockOutcome outcome = decision.match(
                        grant -> views.granted(tx, grant, now), blocked -> views.held(tx, blocked, now, true));
                return new Last(outcome, promote(tx, now));
            });
            awaiting.remove(waiter.ticket());
            deliver(last.grants);
            return last.outcome;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            if (!super.cancel(mayInterruptIfRunning)) return false;
            awaiting.remove(waiter.ticket());
            background.execute(() -> deliver(write(tx -> promote(tx, clock.instant()))));
            return true;
        }
    }
}
