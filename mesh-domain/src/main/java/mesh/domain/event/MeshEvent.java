package mesh.domain.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import mesh.domain.peer.PeerId;

/** Something that happened in the mesh, at its place in the commit order. */
public record MeshEvent(
        Sequence seq, EventId id, EventType type, EventPayload payload, PeerId emittedBy, Instant createdAt) {
    public MeshEvent {
        requireNonNull(seq);
        requireNonNull(id);
        requireNonNull(type);
        requireNonNull(payload);
        requireNonNull(emittedBy);
        requireNonNull(createdAt);
    }
}
