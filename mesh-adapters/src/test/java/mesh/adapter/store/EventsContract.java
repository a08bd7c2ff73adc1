package mesh.adapter.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import org.junit.jupiter.api.Test;

/** Events by type, time and sequence; subscriptions. */
public abstract class EventsContract extends MeshStoreContract {
    private static final List<String> TYPES = List.of("file_locked", "ci.built", "ci.failed", "ci.x.y", "cix", "built");

    private static Set<EventPattern> patterns(String... patterns) {
        Set<EventPattern> set = new HashSet<>();
        for (String pattern : patterns) set.add(new EventPattern(pattern));
        return set;
    }

    private List<MeshEvent> read(EventQuery query) {
        return store.read(view -> view.events().read(query));
    }

    /** What the query means, word by word. */
    private static List<MeshEvent> expected(List<MeshEvent> events, EventQuery query) {
        List<MeshEvent> matching = events.stream().filter(query::matches).toList();
        int size = matching.size();
        boolean from = query.afterSeq().isPresent() || query.afterTime().isPresent();
        int start = from ? 0 : Math.max(0, size - query.limit());
        return matching.subList(start, Math.min(size, start + query.limit()));
    }

    @Test
    void everyQueryFindsWhatItMeans() {
        List<MeshEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(emit(TYPES.get(i * 7 % TYPES.size())));
            if (i % 3 == 0) send(1, 2);
        }
        for (Set<EventPattern> types : List.of(
                patterns(),
                patterns("*"),
                patterns("built"),
                patterns("ci.*"),
                patterns("ci.x.*"),
                patterns("none.*"),
                patterns("none"),
                patterns("ci.built", "built"),
                patterns("ci.*", "ci.built", "file_locked"),
                patterns("cix", "*")))
            for (Optional<Sequence> seq : List.of(
                    Optional.<Sequence>empty(),
                    Optional.of(Sequence.START),
                    Optional.of(new Sequence(33)),
                    Optional.of(new Sequence(9_999))))
                for (Optional<Instant> time : List.of(
                        Optional.<Instant>empty(),
                        Optional.of(Sample.START),
                        Optional.of(Sample.at(40)),
                        Optional.of(Sample.at(40).minusMillis(1)),
                        Optional.of(Sample.at(9_999))))
                    for (int limit : List.of(1, 7, 200)) {
                        EventQuery query = new EventQuery(types, seq, time, limit);
                        assertEquals(expected(events, query), read(query), query::toString);
                    }
    }

    @Test
    void aPrefixOfVeryManyTypesIsFoundToo() {
        List<MeshEvent> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) events.add(emit("many.t" + i * 31 % 100));

        for (Optional<Sequence> seq : List.of(Optional.<Sequence>empty(), Optional.of(new Sequence(100)))) {
            EventQuery query = new EventQuery(patterns("many.*", "other"), seq, Optional.empty(), 50);
            assertEquals(expected(events, query), read(query));
        }
    }

    @Test
    void aClockThatWasSetBackHidesNothing() {
        List<MeshEvent> events = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            Instant at = Sample.at(i < 30 ? i : i < 60 ? i - 25 : i - 50);
            events.add(store.write(tx -> {
                MeshEvent event = Sample.event(tx.nextSequence(), "built", at);
                tx.events().append(event);
                return event;
            }));
        }
        for (int second = -1; second < 45; second++)
            for (Set<EventPattern> types : List.of(patterns(), patterns("built"), patterns("built", "other"))) {
                EventQuery query = new EventQuery(types, Optional.empty(), Optional.of(Sample.at(second)), 200);
                assertEquals(expected(events, query), read(query), query::toString);
            }
    }

    @Test
    void oldEventsAreForgottenFromTheOldestOn() {
        for (int i = 1; i <= 6; i++) emit("built");

        assertEquals(3, changed(tx -> tx.events().removeBefore(Sample.at(5), 3)));
        assertEquals(1, changed(tx -> tx.events().removeBefore(Sample.at(5), 3)));
        assertEquals(0, changed(tx -> tx.events().removeBefore(Sample.at(5), 3)));

        assertEquals(2L, counted(view -> view.events().count()));
        List<MeshEvent> left = read(new EventQuery(Set.of(), Optional.of(Sequence.START), Optional.empty(), 9));
        assertEquals(
                List.of(new Sequence(5), new Sequence(6)),
                left.stream().map(MeshEvent::seq).toList());
        assertEquals(2, changed(tx -> tx.events().removeBefore(Sample.at(99), 9)));
        assertEquals(new Sequence(6), store.read(view -> view.latest()));
        assertEquals(7, emit("built").seq().value());
    }

    @Test
    void aSubscriptionIsReplacedAndRemoved() {
        Subscription first = new Subscription(patterns("built", "ci.*"));
        Subscription second = new Subscription(patterns("*"));

        write(tx -> tx.events().saveSubscription(Sample.peerId(1), first));
        assertEquals(first, store.read(view -> view.events().subscription(Sample.peerId(1))));
        write(tx -> tx.events().saveSubscription(Sample.peerId(1), second));
        assertEquals(second, store.read(view -> view.events().subscription(Sample.peerId(1))));
        write(tx -> tx.events().saveSubscription(Sample.peerId(1), Subscription.NONE));
        assertEquals(Subscription.NONE, store.read(view -> view.events().subscription(Sample.peerId(1))));
        assertEquals(Subscription.NONE, store.read(view -> view.events().subscription(Sample.peerId(2))));
    }
}
