package mesh.app.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mesh.adapter.sqlite.SqliteStore;
import mesh.domain.event.EventId;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.peer.PeerId;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;

/** Fills the database of a broker that does not run, through the store that wrote it. */
final class Filling {
    private static final int AT_ONCE = 5_000;
    private static final String TEXT = "m".repeat(Texts.MESSAGE_CHARS);

    /** Unread, however many there are: twenty for each of fifty peers. */
    private static final int UNREAD = 1_000;

    /** Events of a type that few have, however many there are. */
    private static final int RARE = 100;

    /** Older than a broker keeps. */
    private static final Duration LONG_AGO = Duration.ofHours(25);

    private final List<PeerId> peers;
    private final Instant now = Instant.now();

    private Filling(List<String> peers) {
        this.peers = peers.stream().map(PeerId::new).toList();
    }

    /**
     * @param messages among the peers, all but the newest thousand of them read
     * @param outdated further messages, which the broker is to forget
     */
    static void fill(Path database, List<String> peers, int messages, int events, int outdated) {
        Filling filling = new Filling(peers);
        try (MeshStore store = SqliteStore.open(database)) {
            filling.inSteps(store, outdated, (tx, number) -> filling.message(tx, number, LONG_AGO, true));
            filling.inSteps(store, events, (tx, number) -> filling.event(tx, number, events));
            filling.inSteps(
                    store,
                    messages,
                    (tx, number) -> filling.message(tx, number, Duration.ofMinutes(1), number < messages - UNREAD));
        }
    }

    /** One row. */
    private interface Step {
        void write(StoreTransaction tx, int number);
    }

    private void inSteps(MeshStore store, int rows, Step step) {
        for (int from = 0; from < rows; from += AT_ONCE) {
            int first = from;
            store.write(tx -> {
                for (int number = first; number < Math.min(rows, first + AT_ONCE); number++) step.write(tx, number);
                return null;
            });
        }
    }

    private void message(StoreTransaction tx, int number, Duration ago, boolean read) {
        Sequence sequence = tx.nextSequence();
        Instant at = now.minus(ago);
        Optional<Instant> seen = read ? Optional.of(at) : Optional.empty();
        tx.messages()
                .append(
                        new Message(
                                new MessageId(id(sequence, 1)),
                                sequence,
                                peer(number),
                                peer(number * 7 + 3 + number / peers.size()),
                                MessageType.TEXT,
                                TEXT,
                                Optional.empty(),
                                at,
                                seen,
                                seen,
                                Optional.empty()),
                        Optional.empty());
    }

    private void event(StoreTransaction tx, int number, int events) {
        Sequence sequence = tx.nextSequence();
        tx.events()
                .append(new MeshEvent(
                        sequence,
                        new EventId(id(sequence, 2)),
                        new EventType(number % Math.max(1, events / RARE) == 0 ? "bench_rare" : "bench_usual"),
                        new EventPayload("{\"number\":" + number + "}"),
                        peer(number),
                        now.minus(Duration.ofMinutes(2))));
    }

    private PeerId peer(int number) {
        return peers.get(Math.floorMod(number, peers.size()));
    }

    /** Of the form of the ids that the broker makes: in the order of time. */
    private static String id(Sequence sequence, int kind) {
        return new UUID(sequence.value() << 16 | 0x7000L, 1L << 63 | kind).toString();
    }
}
