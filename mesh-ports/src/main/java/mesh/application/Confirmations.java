package mesh.application;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;

/**
 * What recipients confirmed and the store does not know yet: each peer's newest confirmation stands for all before it,
 * and one work per peer is on its way to the store, however many come. Safe for use by many threads.
 */
final class Confirmations {
    /** Of a long backlog. Others wait for the disk meanwhile. */
    private static final int MARKED_AT_ONCE = 256;
    /** For what is confirmed while a commit is at work; nobody can prolong it further. */
    private static final int PASSES = 3;

    private final MeshStore store;
    private final InstantSource clock;
    private final ConcurrentMap<PeerId, Sequence> newest = new ConcurrentHashMap<>();

    Confirmations(MeshStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    void upTo(PeerId peer, Sequence seq) {
        while (newest.putIfAbsent(peer, seq) != null)
            if (newest.computeIfPresent(peer, (who, known) -> later(known, seq)) != null) return;
        store.writeSoon(tx -> mark(tx, peer, seq));
    }

    private static Sequence later(Sequence one, Sequence other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /**
     * @param least also where an earlier attempt, which was undone, took it for done
     * @return whether everything up to the newest confirmation is marked
     */
    private boolean mark(StoreTransaction tx, PeerId peer, Sequence least) {
        try {
            for (int pass = 0; pass < PASSES; pass++) {
                Sequence seq = newest.getOrDefault(peer, least);
                if (tx.messages().deliverUpTo(peer, seq, clock.instant(), MARKED_AT_ONCE) >= MARKED_AT_ONCE) break;
                if (newest.remove(peer, seq) || !newest.containsKey(peer)) return true;
            }
            return false;
        } catch (RuntimeException e) {
            newest.remove(peer); // the next confirmation tries anew
            throw e;
        }
    }
}
