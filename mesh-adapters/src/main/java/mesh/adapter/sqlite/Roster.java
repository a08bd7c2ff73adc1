package mesh.adapter.sqlite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;

/**
 * The living peers as of one version of the list. Nearly every call looks peers up and few change them, so the newest
 * roster is shared in memory; a snapshot that is of another version reads its own. Immutable.
 */
final class Roster {
    private static final Comparator<Peer> BY_NAME = Comparator.comparing(
                    (Peer peer) -> peer.name().value())
            .thenComparing(peer -> peer.id().value());

    /** Older than every version. */
    static final Roster UNKNOWN = new Roster(-1, List.of());

    private final long version;
    private final Map<PeerId, Peer> byId = new LinkedHashMap<>();
    private final Map<PeerName, Peer> byName = new LinkedHashMap<>();
    private final List<Peer> living;

    Roster(long version, Collection<Peer> peers) {
        this.version = version;
        List<Peer> sorted = new ArrayList<>(peers);
        sorted.sort(BY_NAME);
        living = List.copyOf(sorted);
        for (Peer peer : living) {
            byId.put(peer.id(), peer);
            byName.putIfAbsent(peer.name(), peer);
        }
    }

    /** The living once {@code peer} is as given; it may have left. */
    Collection<Peer> livingWith(Peer peer) {
        Map<PeerId, Peer> next = new LinkedHashMap<>(byId);
        if (peer.isLiving()) next.put(peer.id(), peer);
        else next.remove(peer.id());
        return next.values();
    }

    Collection<Peer> livingWithout(PeerId id) {
        Map<PeerId, Peer> next = new LinkedHashMap<>(byId);
        next.remove(id);
        return next.values();
    }

    long version() {
        return version;
    }

    Optional<Peer> find(PeerId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Peer> named(PeerName name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<Peer> living() {
        return living;
    }
}
