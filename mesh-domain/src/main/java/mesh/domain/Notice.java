package mesh.domain;

import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.message.Message;

/** Something committed that followers are told of: a message to one peer, or an event. */
public sealed interface Notice {
    Sequence seq();

    record OfMessage(Message message) implements Notice {
        @Override
        public Sequence seq() {
            return message.seq();
        }
    }

    record OfEvent(MeshEvent event) implements Notice {
        @Override
        public Sequence seq() {
            return event.seq();
        }
    }
}
