package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.domain.Notice;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.Sequence;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;
import org.junit.jupiter.api.Test;

class FollowedTest extends CommandLineFixture {
    private void emit(int count) {
        for (int i = 0; i < count; i++)
            mesh().events().emit(new EmitEvent(PeerId.CLI, new EventType("tick"), EventPayload.EMPTY));
    }

    private List<Long> everything(Followed followed, int expected) throws InterruptedException {
        List<Long> taken = new ArrayList<>();
        while (taken.size() < expected) {
            Notice notice = followed.next();
            if (notice != null) taken.add(notice.seq().value());
        }
        return taken;
    }

    @Test
    void slowReaderMissesNothingAndSeesNothingTwice() throws InterruptedException {
        EventFeed feed = mesh().events();
        Set<EventPattern> ticks = Set.of(new EventPattern("tick"));
        try (Followed followed =
                new Followed(Followed.now(feed), (since, listener) -> feed.followEvents(ticks, since, listener))) {
            emit(5_000); // far more than what is kept for a reader
            List<Long> taken = everything(followed, 5_000);
            for (int i = 1; i < taken.size(); i++) assertEquals(taken.get(i - 1) + 1, taken.get(i));
            assertNull(followed.next());
        }
    }

    @Test
    void floodOfOneSourceLosesNothingOfTheOther() throws InterruptedException {
        EventFeed feed = mesh().events();
        PeerId otter = join("amber-otter");
        Set<EventPattern> ticks = Set.of(new EventPattern("tick"));
        try (Followed followed = new Followed(
                Followed.now(feed),
                (since, listener) -> feed.follow(PeerId.CLI, since, listener),
                (since, listener) -> feed.followEvents(ticks, since, listener))) {
            emit(3_000);
            mesh().messages().send(SendMessage.text(otter, new Recipient.One("cli"), "hello"));
            emit(1_000);
            assertEquals(4_001, everything(followed, 4_001).stream().distinct().count());
        }
    }

    @Test
    void nowIsTheStartOfAnEmptyMesh() {
        assertEquals(Sequence.START, Followed.now(mesh().events()));
        emit(1);
        assertEquals(Optional.of(new Sequence(1)), Optional.of(Followed.now(mesh().events())));
    }
}
