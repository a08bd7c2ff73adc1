package mesh.domain.peer;

import mesh.domain.WireName;

/** How sure the mesh is that a peer is there. */
public enum PeerStatus implements WireName {
    ACTIVE,
    STALE,
    DEAD
}
