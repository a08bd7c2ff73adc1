package mesh.domain.peer;

import static java.util.Objects.requireNonNull;

/** A peer as it is shown: with its status at the time of asking. */
public record LivePeer(Peer peer, PeerStatus status) {
    public LivePeer {
        requireNonNull(peer);
        requireNonNull(status);
    }
}
