package mesh.domain.lock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import mesh.domain.peer.PeerId;

/** Claims that wait for others' leases, in order of arrival. Immutable. */
public record WaitQueue(List<Waiter> waiters) {
    public static final WaitQueue EMPTY = new WaitQueue(List.of());

    /** A claim that waits. @param ticket tells it from other claims of the same peer */
    public record Waiter(long ticket, LockClaim claim) {}

    public WaitQueue {
        waiters = List.copyOf(waiters);
    }

    public boolean isEmpty() {
        return waiters.isEmpty();
    }

    public WaitQueue with(Waiter last) {
        List<Waiter> more = new ArrayList<>(waiters);
        more.add(last);
        return new WaitQueue(more);
    }

    public WaitQueue without(long ticket) {
        return new WaitQueue(waiters.stream().filter(w -> w.ticket != ticket).toList());
    }

    /** Those who came before the holder of {@code ticket}. */
    public WaitQueue before(long ticket) {
        return new WaitQueue(waiters.stream().takeWhile(w -> w.ticket != ticket).toList());
    }

    public List<Waiter> of(PeerId peer) {
        return waiters.stream().filter(w -> w.claim.peer().equals(peer)).toList();
    }

    /** Who waits for a lease to end, in order. */
    public List<PeerId> waitingFor(FileLock lock) {
        Set<PeerId> peers = new LinkedHashSet<>();
        for (Waiter waiter : waiters)
            if (waiter.claim.paths().stream().anyMatch(path -> waiter.claim.isBlockedBy(lock, path)))
                peers.add(waiter.claim.peer());
        return List.copyOf(peers);
    }

    /** The peers in this queue whose claims go before {@code claim} on {@code path}. */
    Collection<PeerId> ahead(LockClaim claim, LockPath path) {
        Set<PeerId> peers = new LinkedHashSet<>();
        for (Waiter waiter : waiters) if (claim.isBehind(waiter.claim, path)) peers.add(waiter.claim.peer());
        return peers;
    }

    /**
     * Looks for a circle that {@code claim} would close if it joined this queue.
     *
     * @param holders who holds the leases in the way of a claim
     * @return the peers from the first that the claim waits for to the one that waits for the claim's own peer; empty
     *     when it may wait
     */
    public List<PeerId> cycleWith(LockClaim claim, Function<LockClaim, Collection<PeerId>> holders) {
        Map<PeerId, PeerId> reachedFrom = new HashMap<>();
        Deque<PeerId> frontier = new ArrayDeque<>();
        for (PeerId peer : waitsFor(claim, this, holders))
            if (reachedFrom.putIfAbsent(peer, claim.peer()) == null) frontier.add(peer);
        while (!frontier.isEmpty()) {
            PeerId peer = frontier.remove();
            WaitQueue before = EMPTY;
            for (Waiter waiter : waiters) {
                if (waiter.claim.peer().equals(peer)) {
                    for (PeerId next : waitsFor(waiter.claim, before, holders)) {
                        if (next.equals(claim.peer())) return chainTo(peer, claim.peer(), reachedFrom);
                        if (reachedFrom.putIfAbsent(next, peer) == null) frontier.add(next);
                    }
                }
                before = before.with(waiter);
            }
        }
        return List.of();
    }

    private static Set<PeerId> waitsFor(
            LockClaim claim, WaitQueue before, Function<LockClaim, Collection<PeerId>> holders) {
        Set<PeerId> peers = new LinkedHashSet<>(holders.apply(claim));
        for (LockPath path : claim.paths()) peers.addAll(before.ahead(claim, path));
        return peers;
    }

    private static List<PeerId> chainTo(PeerId last, PeerId first, Map<PeerId, PeerId> reachedFrom) {
        LinkedList<PeerId> chain = new LinkedList<>();
        for (PeerId peer = last; !peer.equals(first); peer = reachedFrom.get(peer)) chain.addFirst(peer);
        return List.copyOf(chain);
    }
}
