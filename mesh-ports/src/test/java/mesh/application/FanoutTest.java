package mesh.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import mesh.domain.Notice;
import mesh.domain.Refusal;
import mesh.domain.event.EventId;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.Test;

class FanoutTest {
    private final Fanout fanout = new Fanout();
    private final List<Long> told = new ArrayList<>();

    @Test
    void thePastComesBeforeWhatIsPublishedWhileItIsTold() {
        List<Notice> stored = new ArrayList<>(List.of(notice(1), notice(2)));
        Function<Sequence, List<Notice>> past = after -> {
            List<Notice> page = after(stored, after);
            if (after.value() == 2 && stored.size() == 2) publish(stored, notice(3));
            return page;
        };

        fanout.follow(any -> true, this::tell, Sequence.START, past);
        publish(stored, notice(4));

        assertEquals(List.of(1L, 2L, 3L, 4L), told);
    }

    @Test
    void aListenerThatFailsInThePastIsToldNoMore() {
        List<Notice> stored = List.of(notice(1), notice(2), notice(3));

        fanout.follow(
                any -> true,
                notice -> {
                    tell(notice);
                    throw new IllegalStateException("broken");
                },
                Sequence.START,
                after -> after(stored, after));

        assertEquals(List.of(1L), told);
        assertEquals(0, fanout.size());
    }

    @Test
    void aListenerThatHasHadEnoughIsToldNoMore() {
        fanout.follow(any -> true, notice -> {
            tell(notice);
            throw new CancellationException();
        });

        fanout.publish(List.of(notice(1), notice(2)));

        assertEquals(List.of(1L), told);
        assertEquals(0, fanout.size());
    }

    @Test
    void aFollowerThatFallsTooFarBehindIsRefusedInsteadOfMissingSomething() {
        List<Notice> stored = new ArrayList<>();
        Function<Sequence, List<Notice>> past = after -> {
            if (fanout.size() == 1)
                for (int seq = 1; seq <= Fanout.MAX_BUFFERED + 1; seq++) fanout.publish(List.of(notice(seq)));
            return after(stored, after);
        };

        assertThrows(Refusal.LimitReached.class, () -> fanout.follow(any -> true, this::tell, Sequence.START, past));
        assertEquals(0, fanout.size());
    }

    private void tell(Notice notice) {
        told.add(notice.seq().value());
    }

    private void publish(List<Notice> stored, Notice notice) {
        stored.add(notice);
        fanout.publish(List.of(notice));
    }

    private static List<Notice> after(List<Notice> stored, Sequence after) {
        return stored.stream().filter(n -> n.seq().isAfter(after)).toList();
    }

    private static Notice notice(long seq) {
        return new Notice.OfEvent(new MeshEvent(
                new Sequence(seq),
                new EventId("00000000-0000-7000-8000-000000000000"),
                new EventType("test"),
                EventPayload.EMPTY,
                PeerId.CLI,
                Instant.EPOCH));
    }
}
