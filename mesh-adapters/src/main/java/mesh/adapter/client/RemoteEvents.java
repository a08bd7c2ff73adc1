package mesh.adapter.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mesh.adapter.wire.EventJson;
import mesh.domain.Notice;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;

/** The events of a mesh elsewhere. */
final class RemoteEvents implements EventFeed, AutoCloseable {
    private final Uplink uplink;
    private final Identities identities;
    /** Links of further peers that are followed: each link is one peer's. */
    private final List<Uplink> further = new CopyOnWriteArrayList<>();

    private final ReentrantLock beginning = new ReentrantLock();

    RemoteEvents(Uplink uplink, Identities identities) {
        this.uplink = uplink;
        this.identities = identities;
    }

    @Override
    public EventPage read(EventQuery query) {
        return EventJson.readPage(uplink.ask(Call.question("events", out -> EventJson.writeQuery(out, query))));
    }

    @Override
    public MeshEvent emit(EmitEvent request) {
        return EventJson.readEvent(
                uplink.ask(Call.once("events", request.emittedBy(), out -> EventJson.writeEmit(out, request))));
    }

    @Override
    public Subscription subscribe(PeerId peer, Set<EventPattern> patterns) {
        return subscription("subscribe", peer, patterns);
    }

    @Override
    public Subscription unsubscribe(PeerId peer, Set<EventPattern> patterns) {
        return subscription("unsubscribe", peer, patterns);
    }

    @Override
    public Subscription subscription(PeerId peer) {
        return subscription("subscription", peer, Set.of());
    }

    private Subscription subscription(String action, PeerId peer, Set<EventPattern> patterns) {
        return EventJson.readSubscription(uplink.ask(
                Call.repeatable("events", peer, out -> EventJson.writeSubscription(out, action, peer, patterns))));
    }

    /**
     * Like the broker's own, and it survives links and brokers. A peer has one link: whoever follows it later, here or in
     * another process, gets its pushes instead.
     */
    @Override
    public Following follow(PeerId peer, Optional<Sequence> since, Consumer<Notice> listener) {
        beginning.lock();
        try {
            Uplink carrier = carrierFor(peer);
            PeerFollow follow = new PeerFollow(carrier.follows(), identities, peer, since, listener);
            try {
                carrier.begin(follow);
            } catch (RuntimeException e) {
                discard(carrier);
                throw e;
            }
            return () -> {
                follow.close();
                discard(carrier);
            };
        } finally {
            beginning.unlock();
        }
    }

    /** The link that is the peer's already, or the first if it is nobody's, or a new one. */
    private Uplink carrierFor(PeerId peer) {
        for (Uplink carrier : further) if (makesRoom(carrier, peer)) return carrier;
        if (makesRoom(uplink, peer) || uplink.follows().ofPeer().isEmpty()) return uplink;
        Uplink another = uplink.sibling();
        further.add(another);
        return another;
    }

    private boolean makesRoom(Uplink carrier, PeerId peer) {
        Optional<PeerFollow> older =
                carrier.follows().ofPeer().filter(follow -> follow.peer().equals(identities.current(peer)));
        older.ifPresent(Follow::close);
        return older.isPresent();
    }

    private void discard(Uplink carrier) {
        if (carrier.follows().ofPeer().isEmpty() && further.remove(carrier)) carrier.close();
    }

    @Override
    public Following followEvents(Set<EventPattern> patterns, Optional<Sequence> since, Consumer<Notice> listener) {
        EventFollow follow = new EventFollow(uplink.follows(), patterns, since, listener);
        uplink.begin(follow);
        return follow;
    }

    @Override
    public void close() {
        for (Uplink carrier : further) carrier.close();
    }
}
