package mesh.domain.event;

import static java.util.Objects.requireNonNull;

import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/** The wish to emit a custom event. */
public record EmitEvent(PeerId emittedBy, EventType type, EventPayload payload) {
    public EmitEvent {
        InvalidInput.required("peerId", emittedBy);
        requireNonNull(payload);
        EventType.custom(InvalidInput.required("type", type).value());
    }
}
