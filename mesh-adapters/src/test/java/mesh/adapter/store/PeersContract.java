package mesh.adapter.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.domain.event.EventPattern;
import mesh.domain.event.Subscription;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import org.junit.jupiter.api.Test;

/** Peers, living and left. */
public abstract class PeersContract extends MeshStoreContract {
    private static final Subscription EVERYTHING = new Subscription(Set.of(EventPattern.EVERYTHING));

    @Test
    void aSavedPeerIsFoundAsItWas() {
        for (int n = 0; n < 10; n++) {
            Peer peer = Sample.peer(n, "peer-" + n, n < 5 ? Optional.of("session-" + n) : Optional.empty());
            write(tx -> tx.peers().save(peer));
            assertEquals(Optional.of(peer), find(peer.id()));
            assertEquals(Optional.of(peer), store.read(view -> view.peers().named(peer.name())));
            assertEquals(
                    peer.sessionKey().map(key -> peer),
                    store.read(view -> view.peers().ofSession("session-" + peer.pid() % 10)));
        }
    }

    private Optional<Peer> find(PeerId id) {
        return store.read(view -> view.peers().find(id));
    }

    @Test
    void savingAgainReplaces() {
        write(tx -> tx.peers().save(Sample.peer(1)));
        write(tx -> tx.peers().save(Sample.peer(1).withSummary("other")));

        assertEquals("other", find(Sample.peerId(1)).orElseThrow().summary());
        assertEquals(1, store.read(view -> view.peers().living()).size());
    }

    @Test
    void theLivingAreListedByName() {
        write(tx -> {
            tx.peers().save(Sample.peer(1, "cc", Optional.empty()));
            tx.peers().save(Sample.peer(2, "aa", Optional.empty()));
            tx.peers().save(Sample.peer(3, "bb", Optional.empty()).left(Sample.at(9)));
        });

        List<String> names = store.read(view -> view.peers().living()).stream()
                .map(peer -> peer.name().value())
                .toList();
        assertEquals(List.of("aa", "cc"), names);
    }

    @Test
    void whoLeftIsFoundByIdAndSessionButNotByName() {
        Peer left = Sample.peer(1, "gone", Optional.of("session")).left(Sample.at(9));
        write(tx -> tx.peers().save(Sample.peer(1, "gone", Optional.of("session"))));
        write(tx -> tx.peers().save(left));

        assertEquals(Optional.of(left), find(left.id()));
        assertEquals(Optional.of(left), store.read(view -> view.peers().ofSession("session")));
        assertEquals(Optional.empty(), store.read(view -> view.peers().named(new PeerName("gone"))));
    }

    @Test
    void aNameIsFreeForOthersOnceItsPeerHasLeft() {
        Peer successor = Sample.peer(2, "name", Optional.empty());
        write(tx ->
                tx.peers().save(Sample.peer(1, "name", Optional.of("session")).left(Sample.at(9))));
        write(tx -> tx.peers().save(successor));

        assertEquals(Optional.of(successor), store.read(view -> view.peers().named(new PeerName("name"))));
    }

    @Test
    void removingForgetsThePeerAndItsSubscription() {
        write(tx -> {
            tx.peers().save(Sample.peer(1));
            tx.events().saveSubscription(Sample.peerId(1), EVERYTHING);
        });

        write(tx -> tx.peers().remove(Sample.peerId(1)));

        assertEquals(Optional.empty(), find(Sample.peerId(1)));
        assertEquals(Subscription.NONE, store.read(view -> view.events().subscription(Sample.peerId(1))));
        write(tx -> tx.peers().remove(Sample.peerId(1)));
    }

    @Test
    void whoLeftLongAgoIsForgottenAFewAtATime() {
        Instant limit = Sample.at(100);
        write(tx -> {
            for (int n = 0; n < 5; n++) {
                tx.peers().save(Sample.peer(n).left(Sample.at(90 + n)));
                tx.events().saveSubscription(Sample.peerId(n), EVERYTHING);
            }
            tx.peers().save(Sample.peer(5).left(limit));
            tx.peers().save(Sample.peer(6));
        });

        assertEquals(3, changed(tx -> tx.peers().removeLeftBefore(limit, 3)));
        assertEquals(2, changed(tx -> tx.peers().removeLeftBefore(limit, 3)));
        assertEquals(0, changed(tx -> tx.peers().removeLeftBefore(limit, 3)));
        for (int n = 0; n < 5; n++) {
            PeerId gone = Sample.peerId(n);
            assertEquals(Optional.empty(), find(gone));
            assertEquals(Subscription.NONE, store.read(view -> view.events().subscription(gone)));
        }
        assertEquals(true, find(Sample.peerId(5)).isPresent());
        assertEquals(true, find(Sample.peerId(6)).isPresent());
    }

    @Test
    void theTerminalMayHaveASubscription() {
        write(tx -> tx.events().saveSubscription(PeerId.CLI, EVERYTHING));

        assertEquals(EVERYTHING, store.read(view -> view.events().subscription(PeerId.CLI)));
    }
}
