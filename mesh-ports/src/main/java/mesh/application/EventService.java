package mesh.application;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import mesh.domain.Notice;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.message.Message;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreView;

/** Events, subscriptions and followers. */
final class EventService implements EventFeed {
    private final MeshStore store;
    private final InstantSource clock;
    private final Peers peers;
    private final Journal journal;
    private final Fanout fanout;
    /** Subscriptions of peers that are followed at present or were of late; the store has the truth. */
    private final Map<PeerId, Subscription> subscriptions = new ConcurrentHashMap<>();

    EventService(MeshStore store, InstantSource clock, Peers peers, Journal journal, Fanout fanout) {
        this.store = store;
        this.clock = clock;
        this.peers = peers;
        this.journal = journal;
        this.fanout = fanout;
    }

    @Override
    public EventPage read(EventQuery query) {
        return store.read(view -> {
            List<MeshEvent> events = view.events().read(query);
            boolean full = events.size() == query.limit();
            Sequence cursor = full ? events.get(events.size() - 1).seq() : view.latest();
            return new EventPage(events, cursor);
        });
    }

    @Override
    public MeshEvent emit(EmitEvent request) {
        return store.writeRepeatable(tx -> {
            peers.require(tx, request.emittedBy());
            return journal.record(tx, request.type(), request.emittedBy(), clock.instant(), request.payload());
        });
    }

    @Override
    public Subscription subscribe(PeerId peer, Set<EventPattern> patterns) {
        return change(peer, subscription -> subscription.with(patterns));
    }

    @Override
    public Subscription unsubscribe(PeerId peer, Set<EventPattern> patterns) {
        return change(peer, subscription -> subscription.without(patterns));
    }

    private Subscription change(PeerId peer, UnaryOperator<Subscription> change) {
        Subscription changed = store.write(tx -> {
            peers.require(tx, peer);
            Subscription next = change.apply(tx.events().subscription(peer));
            tx.events().saveSubscription(peer, next);
            return next;
        });
        subscriptions.computeIfPresent(peer, (id, known) -> subscription(id));
        return changed;
    }

    @Override
    public Subscription subscription(PeerId peer) {
        return store.read(view -> view.events().subscription(peer));
    }

    /** Forgets what is cached of a peer that left. */
    void forget(PeerId peer) {
        subscriptions.remove(peer);
    }

    @Override
    public Following follow(PeerId peer, Optional<Sequence> since, Consumer<Notice> listener) {
        store.read(view -> peers.require(view, peer));
        subscriptions.computeIfAbsent(peer, this::subscription);
        return start(notice -> concerns(peer, notice), listener, since, (view, after) -> {
            List<Notice> page = new ArrayList<>();
            for (Message message : view.messages().after(peer, after, EventQuery.MAX_LIMIT))
                page.add(new Notice.OfMessage(message));
            Subscription subscription = view.events().subscription(peer);
            if (!subscription.patterns().isEmpty()) page.addAll(eventsAfter(view, subscription.patterns(), after));
            page.sort(Comparator.comparing(Notice::seq));
            return page.size() > EventQuery.MAX_LIMIT ? page.subList(0, EventQuery.MAX_LIMIT) : page;
        });
    }

    private boolean concerns(PeerId peer, Notice notice) {
        if (notice instanceof Notice.OfMessage of) return of.message().toPeer().equals(peer);
        MeshEvent event = ((Notice.OfEvent) notice).event();
        return subscriptions.getOrDefault(peer, Subscription.NONE).matches(event.type());
    }

    @Override
    public Following followEvents(Set<EventPattern> patterns, Optional<Sequence> since, Consumer<Notice> listener) {
        Subscription wanted = new Subscription(patterns.isEmpty() ? Set.of(EventPattern.EVERYTHING) : patterns);
        return start(
                notice -> notice instanceof Notice.OfEvent of
                        && wanted.matches(of.event().type()),
                listener,
                since,
                (view, after) -> eventsAfter(view, wanted.patterns(), after));
    }

    private static List<Notice> eventsAfter(StoreView view, Set<EventPattern> patterns, Sequence after) {
        List<Notice> page = new ArrayList<>();
        EventQuery query = new EventQuery(patterns, Optional.of(after), Optional.empty(), EventQuery.MAX_LIMIT);
        for (MeshEvent event : view.events().read(query)) page.add(new Notice.OfEvent(event));
        return page;
    }

    private Following start(Predicate<Notice> filter, Consumer<Notice> listener, Optional<Sequence> since, Past past) {
        if (since.isEmpty()) return fanout.follow(filter, listener);
        return fanout.follow(filter, listener, since.get(), after -> store.read(view -> past.page(view, after)));
    }

    /** What a follower missed. */
    private interface Past {
        List<Notice> page(StoreView view, Sequence after);
    }
}
