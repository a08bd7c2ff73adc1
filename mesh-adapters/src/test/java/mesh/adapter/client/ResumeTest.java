package mesh.adapter.client;

import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import mesh.domain.Notice;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever happens to links and brokers, each follower is told everything once and in order. */
class ResumeTest {
    private static final int STEPS = 400;

    @RepeatedTest(4)
    void nothingIsMissedAndNothingIsToldTwice(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition() == 1 ? 1 : System.nanoTime();
        Random random = new Random(seed);
        try (TestBroker broker = new TestBroker()) {
            Mesh client = broker.client().mesh();
            PeerId from = join(client);
            PeerId to = join(client);
            client.events().subscribe(to, Set.of(new EventPattern("news")));
            List<Long> told = new CopyOnWriteArrayList<>();
            List<Long> news = new CopyOnWriteArrayList<>();
            client.events().follow(to, Optional.empty(), notice -> told.add(seq(notice)));
            client.events()
                    .followEvents(Set.of(new EventPattern("news")), Optional.empty(), notice -> news.add(seq(notice)));

            List<Long> expected = new ArrayList<>();
            List<Long> expectedNews = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                int dice = random.nextInt(100);
                if (dice < 60) {
                    expected.add(
                            send(random.nextBoolean() ? client : broker.inside(), from, to, random.nextInt(20_000)));
                } else if (dice < 90) {
                    long seq = emit(broker.inside(), from);
                    expected.add(seq);
                    expectedNews.add(seq);
                } else if (dice < 99) {
                    broker.cutAll();
                } else {
                    broker.stop();
                    broker.start();
                }
            }

            eventually("all is told, seed " + seed, () -> told.size() >= expected.size());
            eventually("all events are told, seed " + seed, () -> news.size() >= expectedNews.size());
            assertEquals(expected, told, "seed " + seed);
            assertEquals(expectedNews, news, "seed " + seed);
        }
    }

    private static long seq(Notice notice) {
        return notice.seq().value();
    }

    private static PeerId join(Mesh mesh) {
        return mesh.peers()
                .register(Registration.of(ProcessHandle.current().pid(), "/project"))
                .peer()
                .id();
    }

    private static long send(Mesh mesh, PeerId from, PeerId to, int length) {
        SendOutcome outcome =
                mesh.messages().send(SendMessage.text(from, new Recipient.One(to.value()), "x".repeat(length + 1)));
        return ((SendOutcome.Sent) outcome).messages().get(0).seq().value();
    }

    private static long emit(Mesh mesh, PeerId from) {
        return mesh.events()
                .emit(new EmitEvent(from, new EventType("news"), EventPayload.EMPTY))
                .seq()
                .value();
    }
}
