package mesh.domain.event;

import mesh.domain.Uuids;

/** Identifies an event: a UUID, version 7. */
public record EventId(String value) {
    public EventId {
        Uuids.check("eventId", value);
    }
}
