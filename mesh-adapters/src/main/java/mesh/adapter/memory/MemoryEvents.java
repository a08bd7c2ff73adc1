package mesh.adapter.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Consumer;
import mesh.domain.Notice;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreTransaction;

/** Events by sequence, subscriptions by peer. */
final class MemoryEvents implements StoreTransaction.Events {
    private final Table<Sequence, MeshEvent> events;
    private final Table<String, Subscription> subscriptions;
    private final Consumer<Notice> notices;

    MemoryEvents(Undo undo, Consumer<Notice> notices) {
        this.notices = notices;
        events = new Table<>(Comparator.naturalOrder(), undo);
        subscriptions = new Table<>(Comparator.naturalOrder(), undo);
    }

    @Override
    public List<MeshEvent> read(EventQuery query) {
        NavigableMap<Sequence, MeshEvent> rows = events.rows();
        if (query.afterSeq().isPresent() || query.afterTime().isPresent())
            return rows.tailMap(query.afterSeq().orElse(Sequence.START), false).values().stream()
                    .filter(query::matches)
                    .limit(query.limit())
                    .toList();
        List<MeshEvent> newest = new ArrayList<>(rows.descendingMap().values().stream()
                .filter(query::matches)
                .limit(query.limit())
                .toList());
        Collections.reverse(newest);
        return newest;
    }

    @Override
    public Subscription subscription(PeerId peer) {
        return subscriptions.find(peer.value()).orElse(Subscription.NONE);
    }

    @Override
    public long count() {
        return events.rows().size();
    }

    @Override
    public void append(MeshEvent event) {
        events.put(event.seq(), event);
        notices.accept(new Notice.OfEvent(event));
    }

    @Override
    public void saveSubscription(PeerId peer, Subscription subscription) {
        if (subscription.patterns().isEmpty()) removeSubscription(peer);
        else subscriptions.put(peer.value(), subscription);
    }

    void removeSubscription(PeerId peer) {
        subscriptions.remove(peer.value());
    }

    @Override
    public int removeBefore(Instant time, int limit) {
        List<Sequence> gone = events.rows().values().stream()
                .limit(limit)
                .takeWhile(event -> event.createdAt().isBefore(time))
                .map(MeshEvent::seq)
                .toList();
        gone.forEach(events::remove);
        return gone.size();
    }
}
