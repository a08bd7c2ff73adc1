package mesh.adapter.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mesh.domain.Text;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.port.in.Mesh;

/** What peers are called, since a person reads names rather than ids. Not safe for use by several threads. */
final class Names {
    /** What is shown of the id of a peer that left. */
    private static final int SHORT_ID_CHARS = 8;

    private final Mesh mesh;
    private final Map<PeerId, String> known = new HashMap<>();

    Names(Mesh mesh) {
        this.mesh = mesh;
    }

    /** Asks for everybody at once; worth it before many look-ups. */
    Names withEverybody() {
        for (LivePeer live : mesh.peers().list(PeerQuery.EVERYONE)) remember(live);
        return this;
    }

    /** The peer's name, ready to be shown; the beginning of its id once it has left. */
    String of(PeerId id) {
        if (id.equals(PeerId.CLI)) return id.value();
        String name = known.get(id);
        if (name != null) return name;
        Optional<LivePeer> found = mesh.peers().find(id);
        if (found.isPresent()) return remember(found.get());
        String gone = id.value().substring(0, SHORT_ID_CHARS);
        known.put(id, gone);
        return gone;
    }

    private String remember(LivePeer live) {
        String name = Text.line(live.peer().name().value());
        known.put(live.peer().id(), name);
        return name;
    }
}
