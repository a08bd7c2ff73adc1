package mesh.adapter.host.hook;

import java.util.Optional;
import mesh.domain.peer.PeerId;
import mesh.port.in.Mesh;

/** The way from a hook to the mesh. */
@FunctionalInterface
public interface MeshDoor {
    /** As whom a hook acts: a peer that an earlier call of its session registered, with that peer's token. */
    record Access(PeerId peer, String token) {
        @Override
        public String toString() {
            return "Access[" + peer + "]";
        }
    }

    /**
     * Reaches the mesh, so that calls in this peer's name carry its token.
     *
     * @param starting whether a session begins, which may start a broker and take its time
     * @throws mesh.port.in.MeshUnavailable where it cannot be reached
     */
    Mesh open(Optional<Access> access, boolean starting);
}
