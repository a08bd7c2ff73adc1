package mesh.port.in;

import static java.util.Objects.requireNonNull;

/**
 * All doors of one mesh. Safe for use by many threads. Every method of every door may throw {@link
 * mesh.domain.InvalidInput}, {@link mesh.domain.Refusal} and {@link MeshUnavailable}.
 */
public record Mesh(
        PeerRegistry peers,
        Messaging messages,
        SharedState state,
        FileLocks locks,
        EventFeed events,
        MeshStatus status) {
    public Mesh {
        requireNonNull(peers);
        requireNonNull(messages);
        requireNonNull(state);
        requireNonNull(locks);
        requireNonNull(events);
        requireNonNull(status);
    }
}
