package mesh.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageType;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.testing.TestMesh;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Random histories of sending and of compare-and-set, held against what they must have left behind. */
class HistoriesTest {
    private static final int PEERS = 4;

    /** {@code to} beyond the peers is everybody; {@code times} is how often the caller tries with one key. */
    record Sending(int from, int to, int times) {}

    @Provide
    Arbitrary<List<Sending>> sendings() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, PEERS - 1),
                        Arbitraries.integers().between(0, PEERS),
                        Arbitraries.integers().between(1, 3))
                .as(Sending::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property(tries = 100)
    void eachMessageHasOneRecordForEachRecipientInTheOrderOfSending(@ForAll("sendings") List<Sending> sendings) {
        try (TestMesh test = new TestMesh()) {
            List<PeerId> peers = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) peers.add(test.join("peer-" + i));
            Map<PeerId, List<String>> expected = new HashMap<>();
            for (int i = 0; i < sendings.size(); i++) {
                Sending sending = sendings.get(i);
                send(test, peers, sending, "message " + i);
                for (int to = 0; to < PEERS; to++)
                    if (sending.to == to || sending.to == PEERS && to != sending.from)
                        expected.computeIfAbsent(peers.get(to), any -> new ArrayList<>())
                                .add("message " + i);
            }
            for (PeerId peer : peers) {
                List<Message> got = new ArrayList<>();
                List<Message> page;
                while (!(page = test.mesh()
                                .messages()
                                .read(InboxQuery.unread(peer))
                                .messages())
                        .isEmpty()) got.addAll(page);
                assertEquals(
                        expected.getOrDefault(peer, List.of()),
                        got.stream().map(Message::payload).toList());
                List<Long> order = got.stream().map(m -> m.seq().value()).toList();
                assertEquals(order.stream().sorted().distinct().toList(), order);
            }
        }
    }

    private static void send(TestMesh test, List<PeerId> peers, Sending sending, String text) {
        SendMessage request = new SendMessage(
                peers.get(sending.from),
                sending.to == PEERS
                        ? Recipient.parse("all")
                        : Recipient.parse(peers.get(sending.to).value()),
                text,
                MessageType.TEXT,
                Optional.empty(),
                Optional.of(text));
        for (int i = 0; i < sending.times; i++)
            assertTrue(test.mesh().messages().send(request) instanceof SendOutcome.Sent);
    }

    @Property(tries = 20)
    void ofAllWhoBuildOnOneVersionOneSucceeds(
            @ForAll @IntRange(min = 2, max = 6) int writers, @ForAll @IntRange(min = 1, max = 20) int rounds)
            throws InterruptedException {
        try (TestMesh test = new TestMesh()) {
            PeerId peer = test.join("writer");
            StateKey key = StateKey.of("counter");
            Map<Long, List<String>> winners = Collections.synchronizedMap(new TreeMap<>());
            List<Thread> threads = new ArrayList<>();
            CountDownLatch go = new CountDownLatch(1);
            for (int w = 0; w < writers; w++) {
                String name = "w" + w;
                threads.add(new Thread(() -> write(test, peer, key, name, rounds, winners, go)));
            }
            threads.forEach(Thread::start);
            go.countDown();
            for (Thread thread : threads) thread.join();
            StateEntry last = test.mesh().state().get(key).orElseThrow();
            assertEquals(last.version(), winners.size());
            winners.forEach((version, names) -> assertEquals(1, names.size(), "version " + version));
            assertEquals(winners.get(last.version()).get(0), last.value());
        }
    }

    private static void write(
            TestMesh test,
            PeerId peer,
            StateKey key,
            String name,
            int rounds,
            Map<Long, List<String>> winners,
            CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < rounds; i++) {
            long seen = test.mesh().state().get(key).map(StateEntry::version).orElse(0L);
            PutOutcome outcome = test.mesh().state().put(new PutState(key, name, peer, Optional.of(seen)));
            if (outcome instanceof PutOutcome.Changed changed) {
                assertEquals(seen + 1, changed.entry().version());
                winners.computeIfAbsent(
                                changed.entry().version(), any -> Collections.synchronizedList(new ArrayList<>()))
                        .add(name);
            }
        }
    }
}
