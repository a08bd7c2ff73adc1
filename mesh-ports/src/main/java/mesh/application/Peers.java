package mesh.application;

import java.time.Instant;
import java.util.Optional;
import mesh.domain.Refusal;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.port.out.StoreView;

/** Finds living peers, the person at the terminal among them. */
final class Peers {
    private final Peer terminal;

    Peers(String host, Instant startedAt) {
        terminal = new Peer(
                PeerId.CLI,
                new PeerName("cli"),
                1,
                Optional.empty(),
                host,
                "/",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AgentType.UNKNOWN,
                "the person at the terminal",
                Optional.empty(),
                Optional.empty(),
                false,
                startedAt,
                startedAt,
                Optional.empty());
    }

    Peer terminal() {
        return terminal;
    }

    Optional<Peer> find(StoreView view, PeerId id) {
        return id.equals(PeerId.CLI)
                ? Optional.of(terminal)
                : view.peers().find(id).filter(Peer::isLiving);
    }

    /** @throws Refusal.UnknownPeer when it is not there */
    Peer require(StoreView view, PeerId id) {
        return find(view, id).orElseThrow(() -> new Refusal.UnknownPeer(id));
    }

    /** The peer's name, also after it left; its id when it is forgotten. */
    String nameOf(StoreView view, PeerId id) {
        if (id.equals(PeerId.CLI)) return terminal.name().value();
        return view.peers().find(id).map(peer -> peer.name().value()).orElse(id.value());
    }
}
