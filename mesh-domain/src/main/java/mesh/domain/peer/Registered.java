package mesh.domain.peer;

import static java.util.Objects.requireNonNull;

/**
 * The answer to a registration.
 *
 * @param token what the peer shows to act in its own name; secret
 * @param resumed whether this is an older peer with the same session key, with its mail
 */
public record Registered(Peer peer, String token, boolean resumed) {
    public Registered {
        requireNonNull(peer);
        requireNonNull(token);
    }

    @Override
    public String toString() {
        return "Registered[peer=" + peer.id() + ", resumed=" + resumed + "]";
    }
}
