package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import mesh.domain.lock.FileLock;
import mesh.port.out.ClockMark;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;

/**
 * What has to be done now and then: set the clock right, end dead peers, end leases, forget what is old. Each round is
 * short, and old rows go a few at a time with a rest after each few, so that nobody waits for it.
 */
final class Housekeeping {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

    static final Duration ROUND = Duration.ofMillis(500);
    static final Duration PRUNING = Duration.ofSeconds(30);
    /** A wall clock that is off by more than this was set, or the machine slept. */
    static final Duration TOLERATED_DRIFT = Duration.ofSeconds(1);
    /** Rows forgotten in one transaction. */
    static final int PRUNED_AT_ONCE = 50;
    /** Transactions of one pruning, for each kind of row. */
    static final int MAX_PRUNINGS = 2_000;
    /** After each of them: others write meanwhile, and the disk takes what has gathered. */
    static final Duration REST = Duration.ofMillis(8);

    private final MeshStore store;
    private final MeshClock clock;
    private final Presence presence;
    private final PeerService peers;
    private final LockService locks;
    private final MeshSettings settings;
    private final Optional<String> boot;
    private volatile TimeLine timeLine = new TimeLine(List.of());

    /** @param boot the run of the machine, in which a clock that is set while no broker runs can be told */
    Housekeeping(
            MeshStore store,
            MeshClock clock,
            Presence presence,
            PeerService peers,
            LockService locks,
            MeshSettings settings,
            Optional<String> boot) {
        this.store = store;
        this.clock = clock;
        this.presence = presence;
        this.peers = peers;
        this.locks = locks;
        this.settings = settings;
        this.boot = boot;
    }

    /** Finds out whether the clock was set while no broker ran. To be called once, before anything else. */
    void resume() {
        try {
            timeLine = store.write(this::resumed);
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "Whether the clock was set while no broker ran is not known", e);
        }
    }

    private TimeLine resumed(StoreTransaction tx) {
        TimeLine before = new TimeLine(tx.clockMarks());
        ClockMark now = mark();
        Optional<Duration> set = before.setSince(now);
        if (set.isPresent() && !isDrift(set.get())) return before;
        if (set.isPresent()) tx.locks().shift(set.get());
        else pullBackLeasesFromTheFuture(tx, now.time());
        TimeLine known = before.with(now);
        if (boot.isPresent()) tx.saveClockMarks(known.marks());
        return known;
    }

    /** The machine came up with its clock set back, who knows how far: no lease gets longer by that. */
    private static void pullBackLeasesFromTheFuture(StoreTransaction tx, Instant now) {
        for (FileLock lock : tx.locks().all())
            if (lock.acquiredAt().isAfter(now))
                tx.locks().save(lock.shiftedBy(Duration.between(lock.acquiredAt(), now)));
    }

    private ClockMark mark() {
        return new ClockMark(boot.orElse(""), clock.nanos(), clock.instant());
    }

    void start(ScheduledExecutorService background) {
        background.scheduleWithFixedDelay(
                () -> logged(this::round), ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
        background.scheduleWithFixedDelay(
                () -> logged(this::prune), PRUNING.toMillis(), PRUNING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One round: a failure is logged, and the next round tries again. */
    private static void logged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Housekeeping failed; it goes on with its next round", e);
        }
    }

    void round() {
        followTheWallClock();
        presence.attend(clock.instant());
        peers.buryTheDead();
        locks.expire();
    }

    /** What remains of every lease and heartbeat stays what it was. */
    private void followTheWallClock() {
        Duration drift = clock.drift();
        if (!isDrift(drift)) return;
        try {
            timeLine = store.write(tx -> {
                tx.locks().shift(drift);
                move(drift); // while nobody else decides about leases
                TimeLine known = timeLine.with(mark());
                if (boot.isPresent()) tx.saveClockMarks(known.marks());
                return known;
            });
        } catch (StoreException e) {
            if (!isDrift(clock.drift())) move(drift.negated()); // the leases stayed where they were
            throw e;
        }
        LOG.log(System.Logger.Level.INFO, "The wall clock moved by {0}; leases and heartbeats moved along", drift);
    }

    private static boolean isDrift(Duration drift) {
        return drift.abs().compareTo(TOLERATED_DRIFT) > 0;
    }

    private void move(Duration shift) {
        clock.shift(shift);
        presence.shift(shift);
    }

    void prune() {
        Instant now = clock.instant();
        Instant readBefore = timeLine.olderThan(settings.keepRead(), now);
        Instant unreadBefore = timeLine.olderThan(settings.keepUnread(), now);
        Instant eventsBefore = timeLine.olderThan(settings.keepEvents(), now);
        inSteps(tx -> tx.messages().removeReadBefore(readBefore, PRUNED_AT_ONCE));
        inSteps(tx -> tx.messages().expireUnreadBefore(unreadBefore, now, PRUNED_AT_ONCE));
        inSteps(tx -> tx.messages().removeExpiredBefore(readBefore, PRUNED_AT_ONCE));
        inSteps(tx -> tx.events().removeBefore(eventsBefore, PRUNED_AT_ONCE));
        inSteps(tx -> tx.state().removeTombstonesBefore(eventsBefore, PRUNED_AT_ONCE));
        inSteps(tx -> tx.peers().removeLeftBefore(unreadBefore, PRUNED_AT_ONCE));
    }

    private void inSteps(ToIntFunction<StoreTransaction> step) {
        for (int i = 0; i < MAX_PRUNINGS; i++) {
            int removed = store.write(step::applyAsInt);
            if (removed < PRUNED_AT_ONCE || !rest()) return;
        }
    }

    /** @return false when the broker stops */
    private static boolean rest() {
        try {
            Thread.sleep(REST.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
