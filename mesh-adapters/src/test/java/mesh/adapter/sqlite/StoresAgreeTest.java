package mesh.adapter.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.memory.MemoryStore;
import mesh.adapter.store.Sample;
import mesh.domain.Notice;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.message.Message;
import mesh.domain.peer.PeerId;
import mesh.domain.state.StateQuery;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever is done to both stores, in whatever order and however much of it is undone, they give the same answers. */
class StoresAgreeTest {
    private static final int PEERS = 4;
    private static final int ENOUGH = 1_000;

    /** Something that is done to a store; the numbers choose what exactly. */
    private enum Kind {
        SEND,
        EMIT,
        JOIN,
        LEAVE,
        REMOVE_PEER,
        READ,
        DELIVER,
        DELIVER_UP_TO,
        PUT,
        DELETE,
        LOCK,
        UNLOCK,
        SHIFT,
        SUBSCRIBE,
        FORGET_READ,
        EXPIRE,
        FORGET_EXPIRED,
        FORGET_EVENTS,
        FORGET_TOMBSTONES,
        FORGET_LEFT
    }

    /** One step. @param then whether the next step belongs to the same write @param undone whether the write is undone */
    record Step(Kind kind, int a, int b, boolean then, boolean undone) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, Arbitraries.of(Kind.SEND, Kind.EMIT, Kind.READ, Kind.DELIVER)),
                net.jqwik.api.Tuple.of(5, Arbitraries.of(Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false, false, false))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(80);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void storesAgree(@ForAll("steps") List<Step> steps) throws IOException {
        Path directory = Files.createTempDirectory("stores-agree");
        List<Notice> toldByMemory = new ArrayList<>();
        List<Notice> toldBySqlite = new ArrayList<>();
        try (MeshStore memory = new MemoryStore();
                MeshStore sqlite = SqliteStore.open(directory.resolve("mesh.db"))) {
            memory.onCommit(toldByMemory::addAll);
            sqlite.onCommit(toldBySqlite::addAll);
            for (int from = 0; from < steps.size(); ) {
                int to = from + 1;
                while (to < steps.size() && steps.get(to - 1).then) to++;
                List<Step> together = steps.subList(from, to);
                int start = from;
                assertEquals(
                        outcome(memory, tx -> run(tx, together, start)),
                        outcome(sqlite, tx -> run(tx, together, start)),
                        together::toString);
                assertEquals(
                        memory.read(StoresAgreeTest::seen), sqlite.read(StoresAgreeTest::seen), together::toString);
                from = to;
            }
            assertEquals(toldByMemory, toldBySqlite);
        } finally {
            delete(directory);
        }
        assertEquals(
                true,
                toldBySqlite.stream()
                        .map(Notice::seq)
                        .sorted()
                        .toList()
                        .equals(toldBySqlite.stream().map(Notice::seq).toList()));
    }

    private static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static Object outcome(MeshStore store, java.util.function.Function<StoreTransaction, Object> work) {
        try {
            return store.<Object>write(work);
        } catch (Undo undone) {
            return "undone";
        }
    }

    private static Object run(StoreTransaction tx, List<Step> steps, int start) {
        List<Object> answers = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            answers.add(run(tx, steps.get(i), Sample.at(60L * (start + i))));
            if (i % 3 == 2) answers.add(seen(tx));
        }
        if (steps.get(steps.size() - 1).undone) throw new Undo();
        return answers;
    }

    private static Object run(StoreTransaction tx, Step step, Instant now) {
        int a = step.a;
        int b = step.b;
        PeerId peer = Sample.peerId(a % PEERS);
        switch (step.kind) {
            case SEND ->
                tx.messages()
                        .append(
                                Sample.message(tx.nextSequence(), peer, Sample.peerId(b % PEERS), now),
                                a % 5 == 0 ? Optional.of("key" + b % 3) : Optional.empty());
            case EMIT ->
                tx.events()
                        .append(Sample.event(
                                tx.nextSequence(),
                                List.of("built", "ci.a", "ci.b").get(a % 3),
                                now));
            case JOIN ->
                tx.peers()
                        .save(Sample.peer(
                                a % PEERS,
                                "name-" + a % PEERS,
                                b % 2 == 0 ? Optional.of("s" + a % PEERS) : Optional.empty()));
            case LEAVE -> tx.peers().find(peer).ifPresent(p -> tx.peers().save(p.left(now)));
            case REMOVE_PEER -> tx.peers().remove(peer);
            case READ -> nth(tx, peer, b).ifPresent(message -> tx.messages().update(message.read(now)));
            case DELIVER -> nth(tx, peer, b).ifPresent(message -> tx.messages().update(message.delivered(now)));
            case DELIVER_UP_TO -> {
                return tx.messages().deliverUpTo(peer, new Sequence(b), now, Integer.MAX_VALUE);
            }
            case PUT -> tx.state().save(Sample.entry("n", "k" + a % 7, "v" + b, 1 + b));
            case DELETE -> tx.state().save(Sample.tombstone("n", "k" + a % 7, 1 + b, now));
            case LOCK -> tx.locks().save(Sample.lock(tx.nextToken(), path(a), b % PEERS));
            case UNLOCK ->
                tx.locks().all().stream()
                        .skip(a % 5)
                        .findFirst()
                        .ifPresent(lock -> tx.locks().remove(lock.token()));
            case SHIFT -> tx.locks().shift(Duration.ofMillis(1_000L * a - b));
            case SUBSCRIBE ->
                tx.events()
                        .saveSubscription(
                                peer,
                                b % 3 == 0 ? Subscription.NONE : new Subscription(Set.of(new EventPattern("t" + b))));
            case FORGET_READ -> {
                return tx.messages().removeReadBefore(now.minusSeconds(60L * b), ENOUGH);
            }
            case EXPIRE -> {
                return tx.messages().expireUnreadBefore(now.minusSeconds(60L * b), now, ENOUGH);
            }
            case FORGET_EXPIRED -> {
                return tx.messages().removeExpiredBefore(now.minusSeconds(60L * b), ENOUGH);
            }
            case FORGET_EVENTS -> {
                return tx.events().removeBefore(now.minusSeconds(60L * b), 1 + a);
            }
            case FORGET_TOMBSTONES -> {
                return tx.state().removeTombstonesBefore(now.minusSeconds(60L * b), ENOUGH);
            }
            case FORGET_LEFT -> {
                return tx.peers().removeLeftBefore(now.minusSeconds(60L * b), ENOUGH);
            }
        }
        return "done";
    }

    private static Optional<Message> nth(StoreView view, PeerId to, int n) {
        List<Message> received = view.messages().received(to, Optional.empty(), ENOUGH);
        return received.isEmpty() ? Optional.empty() : Optional.of(received.get(n % received.size()));
    }

    private static LockPath path(int n) {
        String path = List.of("/a", "/a/b", "/a/b/c", "/ab").get(n % 4);
        return n % 3 == 0
                ? Sample.inRepo("/clone" + n % 2 + path, n % 2 == 0, path.substring(1), LockScope.values()[n % 2])
                : n % 2 == 0 ? Sample.directory(path) : Sample.file(path);
    }

    /** Everything that can be asked. */
    private static List<Object> seen(StoreView view) {
        List<Object> seen = new ArrayList<>();
        seen.add(view.latest());
        seen.add(view.peers().living());
        seen.add(view.messages().count());
        seen.add(view.messages().countUndelivered());
        seen.add(view.events().count());
        seen.add(view.state().list(new StateQuery("n", "k", 5)));
        seen.add(view.locks().all());
        for (int n = 0; n < PEERS; n++) {
            PeerId peer = Sample.peerId(n);
            Optional<PeerId> from = Optional.of(Sample.peerId(1));
            seen.add(view.peers().find(peer));
            seen.add(view.peers().ofSession("s" + n));
            seen.add(view.messages().unread(peer, Optional.empty(), 5));
            seen.add(view.messages().unread(peer, from, ENOUGH));
            seen.add(view.messages().received(peer, Optional.empty(), ENOUGH));
            seen.add(view.messages().received(peer, from, 3));
            seen.add(view.messages().sent(peer, 4));
            seen.add(view.messages().after(peer, new Sequence(10), 5));
            seen.add(view.messages().countUnread(peer));
            seen.add(view.messages().withKey(peer, "key1"));
            seen.add(view.events().subscription(peer));
            seen.add(view.locks().heldBy(peer));
            seen.add(view.locks().countHeldBy(peer));
        }
        for (int n = 0; n < 7; n++)
            seen.add(view.state().find(Sample.entry("n", "k" + n, "", 1).key()));
        for (int n = 0; n < 12; n++) {
            LockPath path = path(n);
            seen.add(view.locks().overlapping(path).stream()
                    .filter(lock -> lock.path().overlaps(path))
                    .map(lock -> lock.token())
                    .sorted(Comparator.comparing(FencingToken::value))
                    .toList());
        }
        for (Set<EventPattern> types :
                List.of(Set.<EventPattern>of(), Set.of(new EventPattern("ci.*"), new EventPattern("x"))))
            for (Optional<Sequence> after : List.of(Optional.<Sequence>empty(), Optional.of(new Sequence(7))))
                for (Optional<Instant> time : List.of(Optional.<Instant>empty(), Optional.of(Sample.at(600))))
                    seen.add(view.events().read(new EventQuery(types, after, time, 10)));
        return seen;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) Files.delete(file);
        }
        Files.delete(directory);
    }
}
