package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import mesh.port.out.MeshStore;
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

    Housekeeping(
            MeshStore store,
            MeshClock clock,
            Presence presence,
            PeerService peers,
            LockService locks,
            MeshSettings settings) {
        this.store = store;
        this.clock = clock;
        this.presence = presence;
        this.peers = peers;
        this.locks = locks;
        this.settings = settings;
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
        peers.buryTheDead();
        locks.expire();
    }

    /** What remains of every lease and heartbeat stays what it was. */
    private void followTheWallClock() {
        if (clock.drift().abs().compareTo(TOLERATED_DRIFT) <= 0) return;
        Duration shift = store.write(tx -> {
            Duration drift = clock.drift();
            tx.locks().shift(drift);
            clock.shift(drift);
            presence.shift(drift);
            return drift;
        });
        LOG.log(System.Logger.Level.INFO, "The wall clock moved by {0}; leases and heartbeats moved along", shift);
    }

    void prune() {
        Instant now = clock.instant();
        Instant readBefore = now.minus(settings.keepRead());
        Instant unreadBefore = now.minus(settings.keepUnread());
        Instant eventsBefore = now.minus(settings.keepEvents());
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
