package mesh.adapter.memory;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.port.out.StoreTransaction;

/** Peers by id. */
final class MemoryPeers implements StoreTransaction.Peers {
    private final Table<String, Peer> peers;
    private final Table.Index<PeerName, String, Peer> livingByName;
    private final Table.Index<String, String, Peer> bySession;
    private final MemoryEvents events;

    MemoryPeers(Undo undo, MemoryEvents events) {
        this.events = events;
        peers = new Table<>(Comparator.naturalOrder(), undo);
        livingByName = peers.index(peer -> peer.isLiving() ? Optional.of(peer.name()) : Optional.empty());
        bySession = peers.index(Peer::sessionKey);
    }

    @Override
    public Optional<Peer> find(PeerId id) {
        return peers.find(id.value());
    }

    @Override
    public Optional<Peer> named(PeerName name) {
        return livingByName.of(name).values().stream().findFirst();
    }

    @Override
    public Optional<Peer> ofSession(String sessionKey) {
        return bySession.of(sessionKey).values().stream().max(Comparator.comparing(Peer::startedAt));
    }

    @Override
    public List<Peer> living() {
        return peers.rows().values().stream()
                .filter(Peer::isLiving)
                .sorted(Comparator.comparing(peer -> peer.name().value()))
                .toList();
    }

    @Override
    public void save(Peer peer) {
        peers.put(peer.id().value(), peer);
    }

    @Override
    public void remove(PeerId id) {
        peers.remove(id.value());
        events.removeSubscription(id);
    }

    @Override
    public int removeLeftBefore(Instant time, int limit) {
        List<Peer> gone = peers.rows().values().stream()
                .filter(peer -> peer.leftAt().filter(time::isAfter).isPresent())
                .limit(limit)
                .toList();
        gone.forEach(peer -> remove(peer.id()));
        return gone.size();
    }
}
