package mesh.application;

import java.time.Instant;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreTransaction;

/** Writes down what happened, in the transaction in which it happened. */
final class Journal {
    private final Ids ids;

    Journal(Ids ids) {
        this.ids = ids;
    }

    MeshEvent record(StoreTransaction tx, EventType type, PeerId by, Instant now, Object... namesAndValues) {
        return record(tx, type, by, now, EventPayload.of(namesAndValues));
    }

    MeshEvent record(StoreTransaction tx, EventType type, PeerId by, Instant now, EventPayload payload) {
        MeshEvent event = new MeshEvent(tx.nextSequence(), ids.newEvent(), type, payload, by, now);
        tx.events().append(event);
        return event;
    }
}
