package mesh.port.in;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mesh.domain.Notice;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.peer.PeerId;

/** What happens, as it happens. */
public interface EventFeed {
    EventPage read(EventQuery query);

    MeshEvent emit(EmitEvent request);

    /** Adds patterns to the peer's subscription. @return the whole of it */
    Subscription subscribe(PeerId peer, Set<EventPattern> patterns);

    /** Takes patterns away; none named means all. @return what is left */
    Subscription unsubscribe(PeerId peer, Set<EventPattern> patterns);

    Subscription subscription(PeerId peer);

    /**
     * Tells {@code listener} of every message to the peer and every event it subscribed to, in sequence order and
     * without a gap: first what was committed after {@code since} (where given), then what comes. Calls come one at a
     * time. What was there before is told on the calling thread, before this returns, and there the listener may take
     * its time; afterwards it must return at once. A listener that throws is closed.
     */
    Following follow(PeerId peer, Optional<Sequence> since, Consumer<Notice> listener);

    /** Like {@link #follow}, for events alone: those that match {@code patterns}, whoever they concern. */
    Following followEvents(Set<EventPattern> patterns, Optional<Sequence> since, Consumer<Notice> listener);

    /** A running follow; closing it ends the calls. */
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
