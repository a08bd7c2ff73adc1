package mesh.domain.event;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Events oldest first, and the sequence to go on from: give it back as {@code since} and nothing is missed. */
public record EventPage(List<MeshEvent> events, Sequence cursor) {
    public EventPage {
        events = List.copyOf(events);
        requireNonNull(cursor);
    }
}
