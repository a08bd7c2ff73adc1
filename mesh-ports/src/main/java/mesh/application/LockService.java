package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import mesh.domain.Refusal;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockCheck;
import mesh.domain.lock.LockClaim;
import mesh.domain.lock.LockDecision;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.domain.lock.WaitQueue;
import mesh.domain.peer.PeerId;
import mesh.port.in.FileLocks;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;

/** Leases on files: acquired, renewed, released, shown. Who waits for them is the business of {@link LockWaits}. */
final class LockService implements FileLocks {
    /** Leases that one peer may hold. */
    static final int MAX_LEASES = 1_000;

    private final MeshStore store;
    private final MeshClock clock;
    private final Peers peers;
    private final LockPaths paths;
    private final MeshSettings settings;
    private final LeaseBook book;
    private final LockWaits waits;
    private final LockViews views;

    LockService(
            MeshStore store,
            MeshClock clock,
            Peers peers,
            LockPaths paths,
            MeshSettings settings,
            LeaseBook book,
            LockWaits waits) {
        this.store = store;
        this.clock = clock;
        this.peers = peers;
        this.paths = paths;
        this.settings = settings;
        this.book = book;
        this.waits = waits;
        this.views = waits.views();
    }

    @Override
    public CompletableFuture<LockOutcome> acquire(AcquireLock request, Duration wait) {
        Awaited.checkWait(wait, MAX_WAIT);
        LockClaim claim = new LockClaim(
                request.peer(),
                paths.resolve(Optional.of(request.peer()), request.targets()),
                request.mode(),
                request.reason(),
                request.lease().orElse(settings.defaultLease()),
                request.subagent());
        return wait.isZero()
                ? CompletableFuture.completedFuture(waits.writeRepeatable(tx -> attempt(tx, claim)))
                : waits.write(tx -> attemptOrWait(tx, claim, wait));
    }

    private void checkClaimant(StoreView view, LockClaim claim) {
        peers.require(view, claim.peer());
        if (view.locks().countHeldBy(claim.peer()) + claim.paths().size() > MAX_LEASES)
            throw new Refusal.LimitReached("A peer may hold at most " + MAX_LEASES + " locks. Release some.");
    }

    private LockOutcome attempt(StoreTransaction tx, LockClaim claim) {
        checkClaimant(tx, claim);
        Instant now = clock.instant();
        return book.decide(tx, claim, waits.waiting(), now)
                .match(grant -> granted(tx, grant, now), blocked -> views.held(tx, blocked, now, false));
    }

    private LockOutcome granted(StoreTransaction tx, LockDecision.Grant grant, Instant now) {
        book.granted(tx, grant, now);
        return views.granted(tx, grant, now);
    }

    private CompletableFuture<LockOutcome> attemptOrWait(StoreTransaction tx, LockClaim claim, Duration wait) {
        checkClaimant(tx, claim);
        Instant now = clock.instant();
        WaitQueue earlier = waits.waiting();
        return book.decide(tx, claim, earlier, now)
                .match(grant -> CompletableFuture.completedFuture(granted(tx, grant, now)), blocked -> {
                    List<PeerId> cycle = earlier.cycleWith(claim, other -> book.holdersInTheWayOf(tx, other, now));
                    if (cycle.isEmpty()) return waits.join(earlier, claim, wait);
                    return CompletableFuture.completedFuture(
                            new LockOutcome.WouldDeadlock(views.shown(tx, blocked.by(), now), views.names(tx, cycle)));
                });
    }

    @Override
    public HolderOutcome renew(RenewLock request) {
        List<LockPath> targets = paths.resolve(Optional.of(request.peer()), request.targets());
        return waits.write(tx -> {
            Instant now = clock.instant();
            peers.require(tx, request.peer());
            Owned owned = owned(tx, request.peer(), targets, request.token(), now);
            if (owned.refusal != null) return owned.refusal;
            List<FileLock> renewed = new ArrayList<>();
            for (FileLock lock : owned.locks)
                renewed.add(lock.renewed(request.lease().orElse(settings.defaultLease()), now));
            renewed.forEach(tx.locks()::save);
            return new HolderOutcome.Done(views.shown(tx, renewed, now));
        });
    }

    @Override
    public HolderOutcome release(ReleaseLock request) {
        if (request.force() && !request.peer().equals(PeerId.CLI))
            throw new Refusal.Forbidden("You do not hold it. Ask its holder to release it, or wait.");
        List<LockPath> targets = paths.resolve(Optional.of(request.peer()), request.targets());
        Released released = waits.write(tx -> {
            Instant now = clock.instant();
            peers.require(tx, request.peer());
            Owned owned = request.targets().isEmpty()
                    ? Owned.of(LeaseBook.live(tx.locks().heldBy(request.peer()), now))
                    : request.force()
                            ? anybodys(tx, targets, now)
                            : owned(tx, request.peer(), targets, request.token(), now);
            if (owned.refusal != null) return new Released(owned.refusal, LockWaits.Grants.NONE);
            List<HeldLock> shown = views.shown(tx, owned.locks, now);
            for (FileLock lock : owned.locks) book.released(tx, lock, request.peer(), request.force(), now);
            return new Released(new HolderOutcome.Done(shown), waits.promote(tx, now));
        });
        waits.deliver(released.grants);
        return released.outcome;
    }

    private record Released(HolderOutcome outcome, LockWaits.Grants grants) {}

    /** Changes leases; who waits for them is told when it is committed, by {@link #deliver}. */
    <T> T write(Function<StoreTransaction, T> work) {
        return waits.write(work);
    }

    /** Releases all that a peer holds and ends its waits, because it leaves. */
    LockWaits.Grants releaseEverything(StoreTransaction tx, PeerId peer, Instant now) {
        for (FileLock lock : tx.locks().heldBy(peer)) book.released(tx, lock, peer, false, now);
        return waits.leave(tx, peer, now);
    }

    void deliver(LockWaits.Grants grants) {
        waits.deliver(grants);
    }

    /** Removes leases that are over, says so, and lets those go on who waited for them. */
    void expire() {
        Instant asked = clock.instant();
        boolean any = store.read(view -> view.locks().expired(asked).stream().anyMatch(lock -> !lock.isLiveAt(asked)));
        if (!any) return;
        waits.deliver(waits.write(tx -> {
            Instant now = clock.instant();
            for (FileLock lock : tx.locks().expired(now)) if (!lock.isLiveAt(now)) book.expired(tx, lock, now);
            return waits.promote(tx, now);
        }));
    }

    @Override
    public List<HeldLock> list(LockQuery query) {
        Optional<LockPath> target = query.target().map(t -> paths.resolve(query.asker(), t));
        return store.read(view -> {
            Instant now = clock.instant();
            List<FileLock> found = LeaseBook.live(
                    query.holder()
                            .map(view.locks()::heldBy)
                            .orElseGet(
                                    () -> target.map(view.locks()::overlapping).orElseGet(view.locks()::all)),
                    now);
            List<FileLock> wanted = new ArrayList<>();
            for (FileLock lock : found) if (target.map(lock.path()::overlaps).orElse(true)) wanted.add(lock);
            wanted.sort(
                    Comparator.comparing((FileLock lock) -> lock.path().path()).thenComparing(FileLock::token));
            return views.shown(view, wanted, now);
        });
    }

    @Override
    public LockCheck check(CheckLock question) {
        LockPath target = paths.resolve(question.peer(), question.target());
        return store.read(view -> {
            Instant now = clock.instant();
            List<FileLock> covering = new ArrayList<>();
            for (FileLock lock : LeaseBook.live(view.locks().overlapping(target), now))
                if (lock.path().covers(target)) covering.add(lock);
            Optional<FileLock> asked = covering.stream()
                    .filter(lock -> question.token().map(lock.token()::equals).orElse(true)
                            && question.peer().map(lock.holder()::equals).orElse(true))
                    .findFirst();
            Optional<FileLock> any = asked.or(() -> covering.stream().findFirst());
            return new LockCheck(asked.isPresent(), any.map(lock -> views.shown(view, lock, now)));
        });
    }

    /** The caller's own leases on {@code targets}, or why it has not got them all. */
    private Owned owned(
            StoreView view, PeerId peer, List<LockPath> targets, Optional<FencingToken> token, Instant now) {
        List<FileLock> own = LeaseBook.live(view.locks().heldBy(peer), now);
        List<FileLock> found = new ArrayList<>();
        for (LockPath target : targets) {
            Optional<FileLock> mine = own.stream()
                    .filter(lock -> lock.path().isSameTarget(target))
                    .findFirst()
                    .or(() -> own.stream()
                            .filter(lock -> isSamePath(lock, target))
                            .findFirst());
            if (mine.isEmpty()) {
                Optional<FileLock> others = LeaseBook.live(view.locks().overlapping(target), now).stream()
                        .filter(lock ->
                                !lock.holder().equals(peer) && lock.path().overlaps(target))
                        .findFirst();
                return Owned.refused(
                        others.<HolderOutcome>map(lock -> new HolderOutcome.HeldByOther(views.shown(view, lock, now)))
                                .orElseGet(() -> new HolderOutcome.NotHeld(target.text())));
            }
            if (token.isPresent() && !token.get().equals(mine.get().token()))
                return Owned.refused(new HolderOutcome.StaleToken(views.shown(view, mine.get(), now)));
            if (!found.contains(mine.get())) found.add(mine.get());
        }
        return Owned.of(found);
    }

    private Owned anybodys(StoreView view, List<LockPath> targets, Instant now) {
        List<FileLock> found = new ArrayList<>();
        for (LockPath target : targets) {
            List<FileLock> here = LeaseBook.live(view.locks().overlapping(target), now).stream()
                    .filter(lock -> lock.path().isSameTarget(target) || isSamePath(lock, target))
                    .toList();
            if (here.isEmpty()) return Owned.refused(new HolderOutcome.NotHeld(target.text()));
            found.addAll(here);
        }
        return Owned.of(found);
    }

    private record Owned(List<FileLock> locks, HolderOutcome refusal) {
        static Owned of(List<FileLock> locks) {
            return new Owned(locks, null);
        }

        static Owned refused(HolderOutcome refusal) {
            return new Owned(List.of(), refusal);
        }
    }

    private static boolean isSamePath(FileLock lock, LockPath target) {
        return lock.path().machine().equals(target.machine())
                && lock.path().path().equals(target.path())
                && lock.path().directory() == target.directory();
    }
}
