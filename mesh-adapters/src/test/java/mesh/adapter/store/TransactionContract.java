package mesh.adapter.store;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mesh.domain.Notice;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.message.Message;
import mesh.domain.state.StateKey;
import mesh.port.out.ClockMark;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes, reads, and who is told. */
@Timeout(60)
public abstract class TransactionContract extends MeshStoreContract {
    private static final int CALLERS = 16;
    private static final int WRITES = 50;

    @Test
    void aWriteReturnsWhatItsWorkReturns() {
        assertEquals("done", store.<String>write(tx -> "done"));
    }

    @Test
    void whatAWriteDidIsSeenByLaterReads() {
        Message sent = send(1, 2);

        assertEquals(Optional.of(sent), store.read(view -> view.messages().find(sent.id())));
    }

    @Test
    void aWriteSeesItsOwnChanges() {
        write(tx -> {
            tx.peers().save(Sample.peer(1));
            Message sent = send(tx, 1, 2);
            emit(tx, "built");
            tx.state().save(Sample.entry("default", "key", "value", 1));
            assertAll(
                    () -> assertEquals(Optional.of(Sample.peer(1)), tx.peers().find(Sample.peerId(1))),
                    () -> assertEquals(List.of(Sample.peer(1)), tx.peers().living()),
                    () -> assertEquals(List.of(sent), tx.messages().unread(Sample.peerId(2), Optional.empty(), 9)),
                    () -> assertEquals(1, tx.messages().countUnread(Sample.peerId(2))),
                    () -> assertEquals(1, tx.messages().count()),
                    () -> assertEquals(1, tx.events().count()),
                    () -> assertEquals(new Sequence(2), tx.latest()),
                    () -> assertEquals(
                            "value",
                            tx.state().find(StateKey.of("key")).orElseThrow().value()));
        });
    }

    @Test
    void whatIsKnownOfTheClockIsReplacedAsAWhole() {
        List<ClockMark> marks = List.of(
                new ClockMark("boot", 7, Sample.at(1)),
                new ClockMark("boot", Long.MAX_VALUE, Sample.at(9)),
                new ClockMark("another boot", 3, Sample.at(5)));
        assertEquals(List.of(), store.read(StoreView::clockMarks));
        write(tx -> tx.saveClockMarks(marks.subList(1, 2)));
        write(tx -> tx.saveClockMarks(marks));
        undone(store, tx -> tx.saveClockMarks(List.of()));
        assertEquals(marks, store.read(StoreView::clockMarks));
    }

    @Test
    void workThatThrowsLeavesNothingAndTheCallerGetsWhatItThrew() {
        Message kept = send(1, 2);
        write(tx -> {
            tx.peers().save(Sample.peer(1));
            tx.state().save(Sample.entry("default", "kept", "value", 1));
            tx.events().saveSubscription(Sample.peerId(1), new Subscription(Set.of(EventPattern.EVERYTHING)));
        });

        undone(store, tx -> {
            tx.peers().save(Sample.peer(2));
            tx.peers().remove(Sample.peerId(1));
            send(tx, 1, 2);
            tx.messages().update(kept.read(Sample.at(5)));
            emit(tx, "built");
            tx.state().save(Sample.entry("default", "kept", "changed", 2));
            tx.state().save(Sample.entry("default", "lost", "value", 1));
            tx.locks().save(Sample.lock(tx.nextToken(), Sample.file("/a"), 1));
        });

        store.read(view -> {
            assertAll(
                    () -> assertEquals(List.of(Sample.peer(1)), view.peers().living()),
                    () -> assertEquals(Optional.of(kept), view.messages().find(kept.id())),
                    () -> assertEquals(1, view.messages().count()),
                    () -> assertEquals(1, view.messages().countUndelivered()),
                    () -> assertEquals(1, view.messages().countUnread(Sample.peerId(2))),
                    () -> assertEquals(0, view.events().count()),
                    () -> assertEquals(kept.seq(), view.latest()),
                    () -> assertEquals(
                            "value",
                            view.state().find(StateKey.of("kept")).orElseThrow().value()),
                    () -> assertEquals(Optional.empty(), view.state().find(StateKey.of("lost"))),
                    () -> assertEquals(List.of(), view.locks().all()),
                    () -> assertFalse(view.events()
                            .subscription(Sample.peerId(1))
                            .patterns()
                            .isEmpty()));
            return null;
        });
    }

    @Test
    void aReadSeesOneSnapshotWhateverIsWrittenMeanwhile() throws Exception {
        send(1, 2);
        CountDownLatch started = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            List<Long> counts = new ArrayList<>();
            Future<Message> written = store.read(view -> {
                counts.add(view.messages().count());
                Future<Message> writing = other.submit(() -> {
                    started.countDown();
                    return send(1, 2);
                });
                await(started);
                counts.add(view.messages().count());
                counts.add((long) view.messages()
                        .unread(Sample.peerId(2), Optional.empty(), 9)
                        .size());
                return writing;
            });
            written.get(30, TimeUnit.SECONDS);
            assertEquals(List.of(1L, 1L, 1L), counts);
            assertEquals(2L, counted(view -> view.messages().count()));
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void sequencesAndTokensAreNeverGivenTwice() {
        List<Long> sequences = new ArrayList<>();
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            undone(store, tx -> {
                sequences.add(tx.nextSequence().value());
                tokens.add(tx.nextToken().value());
            });
            write(tx -> {
                sequences.add(tx.nextSequence().value());
                tokens.add(tx.nextToken().value());
            });
        }
        assertEquals(sequences.stream().sorted().distinct().toList(), sequences);
        assertEquals(tokens.stream().sorted().distinct().toList(), tokens);
    }

    @Test
    void listenersHearOfEveryCommitInOrderBeforeTheWriteReturns() {
        List<Notice> told = Collections.synchronizedList(new ArrayList<>());
        store.onCommit(told::addAll);

        Message first = send(1, 2);
        assertEquals(List.of(new Notice.OfMessage(first)), told);
        undone(store, tx -> send(tx, 1, 2));
        var second = emit("built");
        assertEquals(List.of(new Notice.OfMessage(first), new Notice.OfEvent(second)), told);
    }

    @Test
    void aListenerThatFailsDoesNotUndoTheWrite() {
        store.onCommit(notices -> {
            throw new IllegalStateException("listener");
        });

        Message sent = send(1, 2);

        assertEquals(Optional.of(sent), store.read(view -> view.messages().find(sent.id())));
    }

    @Test
    void aListenerMayReadTheStore() {
        List<Long> counts = new ArrayList<>();
        store.onCommit(notices -> counts.add(counted(view -> view.messages().count())));

        send(1, 2);

        assertEquals(List.of(1L), counts);
    }

    @Test
    void aWriteInsideAWriteIsRefusedAndTheStoreGoesOn() {
        assertThrows(IllegalStateException.class, () -> store.write(tx -> store.write(inner -> 1)));

        assertEquals("on", store.<String>write(tx -> "on"));
    }

    @Test
    void workThatMayBeRunAgainIsUndoneAloneAndStoredOnce() throws Exception {
        List<Notice> told = Collections.synchronizedList(new ArrayList<>());
        store.onCommit(told::addAll);
        Set<Long> sent = Collections.synchronizedSet(new HashSet<>());

        everyCaller(caller -> {
            for (int i = 0; i < WRITES; i++) {
                if (i % 5 == 4)
                    assertThrows(
                            IllegalStateException.class,
                            () -> store.writeRepeatable(tx -> {
                                send(tx, caller, 99);
                                throw new IllegalStateException("undo");
                            }));
                Message message = i % 7 == 6
                        ? send(caller, 100 + caller)
                        : store.<Message>writeRepeatable(tx -> send(tx, caller, 100 + caller));
                sent.add(message.seq().value());
            }
        });

        List<Long> order = told.stream().map(notice -> notice.seq().value()).toList();
        assertEquals(order.stream().sorted().distinct().toList(), order);
        assertEquals(sent, new HashSet<>(order));
        for (int caller = 0; caller < CALLERS; caller++) {
            int to = 100 + caller;
            assertEquals(WRITES, counted(view -> view.messages().countUnread(Sample.peerId(to))));
        }
        assertEquals(0, counted(view -> view.messages().countUnread(Sample.peerId(99))));
    }

    @Test
    void manyWritersLoseNothingAndAreToldOfInOrder() throws Exception {
        List<Notice> told = Collections.synchronizedList(new ArrayList<>());
        store.onCommit(told::addAll);
        Set<Long> sent = Collections.synchronizedSet(new HashSet<>());

        everyCaller(caller -> {
            for (int i = 0; i < WRITES; i++) {
                if (i % 10 == 9) undone(store, tx -> send(tx, caller, 99));
                Message message = send(caller, 100 + caller);
                sent.add(message.seq().value());
                assertTrue(
                        store.read(view -> view.messages().find(message.id())).isPresent());
            }
        });

        List<Long> order = told.stream().map(notice -> notice.seq().value()).toList();
        assertEquals(CALLERS * WRITES, sent.size());
        assertEquals(order.stream().sorted().toList(), order);
        assertEquals(sent, new HashSet<>(order));
        assertEquals((long) CALLERS * WRITES, counted(view -> view.messages().count()));
        for (int caller = 0; caller < CALLERS; caller++) {
            int to = 100 + caller;
            assertEquals(WRITES, counted(view -> view.messages().countUnread(Sample.peerId(to))));
        }
        assertEquals(0, counted(view -> view.messages().countUnread(Sample.peerId(99))));
    }

    @Test
    void anInterruptedCallerWritesAllTheSameAndStaysInterrupted() throws Exception {
        everyCaller(caller -> {
            for (int i = 0; i < WRITES; i++) {
                Thread.currentThread().interrupt();
                send(caller, 99);
                counted(view -> view.messages().countUnread(Sample.peerId(99)));
                assertTrue(Thread.interrupted());
            }
        });

        assertEquals((long) CALLERS * WRITES, counted(view -> view.messages().count()));
    }

    private static boolean emitted(StoreTransaction tx, String type) {
        emit(tx, type);
        return true;
    }

    @Test
    void whatIsWrittenSoonAndNotDoneIsGoneOnWithInLaterWrites() {
        AtomicInteger runs = new AtomicInteger();
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        store.onCommit(notices -> told.add(notices.size()));

        store.writeSoon(tx -> emitted(tx, "built") && runs.incrementAndGet() == 3);

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            while (told.size() < 3) Thread.onSpinWait();
        });
        send(1, 2);
        assertEquals(3L, counted(view -> view.events().count()));
        assertEquals(List.of(1, 1, 1, 1), told);
    }

    @Test
    void whatIsWrittenSoonIsThereWithoutAnotherWrite() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        store.onCommit(notices -> told.countDown());

        store.writeSoon(tx -> emitted(tx, "built"));

        assertTrue(told.await(30, TimeUnit.SECONDS));
        assertEquals(1L, counted(view -> view.events().count()));
    }

    @Test
    void whatIsWrittenSoonIsThereAfterTheNextWrite() {
        store.writeSoon(tx -> emitted(tx, "built"));

        send(1, 2);

        assertEquals(1L, counted(view -> view.events().count()));
    }

    @Test
    void whatIsWrittenSoonAndThrowsIsUndoneAlone() {
        store.writeSoon(tx -> emitted(tx, "kept"));
        store.writeSoon(tx -> {
            emit(tx, "lost");
            throw new Undo();
        });
        store.writeSoon(tx -> emitted(tx, "kept"));

        send(1, 2);

        assertEquals(
                List.of("kept", "kept"),
                store
                        .read(view ->
                                view.events().read(new EventQuery(Set.of(), Optional.empty(), Optional.empty(), 9)))
                        .stream()
                        .map(event -> event.type().value())
                        .toList());
    }

    @Test
    void moreThanFitsInTheQueueOfWhatIsWrittenSoonIsNotLost() {
        int many = 25_000;
        for (int i = 0; i < many; i++) store.writeSoon(tx -> emitted(tx, "built"));
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            while (counted(view -> view.events().count()) < many) Thread.onSpinWait();
        });
    }

    @Test
    void closingWritesWhatWasToBeWrittenSoonAndThenRefusesEverything() {
        List<Notice> told = Collections.synchronizedList(new ArrayList<>());
        store.onCommit(told::addAll);
        store.writeSoon(tx -> emitted(tx, "built"));

        store.close();
        store.close();

        assertEquals(1, told.size());
        assertFalse(store.healthy());
        assertThrows(StoreException.class, () -> store.write(tx -> 1));
        assertThrows(StoreException.class, () -> store.read(view -> 1));
        assertThrows(StoreException.class, () -> store.writeSoon(tx -> true));
    }

    @Test
    void closingWhileOthersWriteAnswersEveryCaller() throws Exception {
        List<Message> acknowledged = Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier underWay = new CyclicBarrier(CALLERS + 1);
        List<Future<?>> callers = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
        try {
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                callers.add(pool.submit(() -> {
                    acknowledged.add(send(caller, 99));
                    underWay.await();
                    assertThrows(StoreException.class, () -> {
                        while (true) acknowledged.add(send(caller, 99));
                    });
                    return null;
                }));
            }
            underWay.await();
            store.close();
            for (Future<?> caller : callers) caller.get(30, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
        keepsWhatWasAcknowledged(acknowledged);
    }

    /** To be overridden by stores that outlive their process. */
    protected void keepsWhatWasAcknowledged(List<Message> acknowledged) {}

    /** What each of many threads does at the same time. */
    protected interface Caller {
        void run(int number) throws Exception;
    }

    protected static void everyCaller(Caller caller) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                running.add(pool.submit(() -> {
                    caller.run(number);
                    return null;
                }));
            }
            for (Future<?> each : running) each.get(60, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
