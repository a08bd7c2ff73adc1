package mesh.adapter.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import mesh.adapter.store.Sample;
import mesh.domain.Notice;
import mesh.domain.message.Message;
import mesh.domain.message.MessageType;
import mesh.domain.state.StateEntry;
import mesh.port.in.MeshUnavailable;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commits that many share, disks that are full, connections that break. */
@Timeout(60)
class SqliteFaultsTest {
    private static final int FOLLOWERS = 20;
    private static final String SECRET = "the secret text";

    @TempDir
    Path directory;

    private SqliteStore store;
    private volatile boolean leaderFailed;
    private final List<List<Notice>> commits = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void openStore() {
        store = SqliteStore.open(directory.resolve("mesh.db"));
        store.onCommit(notices -> commits.add(List.copyOf(notices)));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static void send(StoreTransaction tx) {
        tx.messages().append(Sample.message(tx.nextSequence(), 1, 2), Optional.empty());
    }

    private static void fill(StoreTransaction tx) {
        String large = SECRET.repeat(StateEntry.MAX_VALUE_BYTES / SECRET.length());
        for (int i = 0; i < 100; i++) tx.state().save(Sample.entry("n", "large" + i, large, 1));
    }

    private void write(Consumer<StoreTransaction> work) {
        store.write(tx -> {
            work.accept(tx);
            return null;
        });
    }

    private static Sql sql(StoreTransaction tx) {
        return ((Session) tx).sql();
    }

    /** What came of each work, when all were to be written while another write was under way. */
    private List<Throwable> together(List<Consumer<StoreTransaction>> works) throws InterruptedException {
        Throwable[] failures = new Throwable[works.size()];
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch everybodyWaits = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < works.size(); i++) {
            int number = i;
            callers.add(new Thread(() -> {
                try {
                    write(works.get(number));
                } catch (RuntimeException e) {
                    failures[number] = e;
                }
            }));
        }
        Thread leader = new Thread(() -> {
            try {
                write(tx -> {
                    writing.countDown();
                    awaitUninterruptibly(everybodyWaits);
                });
            } catch (StoreException e) {
                leaderFailed = true; // shares the fate of all
            }
        });
        leader.start();
        writing.await();
        for (Thread caller : callers) {
            caller.start();
            while (caller.getState() != Thread.State.WAITING) Thread.onSpinWait();
        }
        everybodyWaits.countDown();
        leader.join();
        for (Thread caller : callers) caller.join();
        List<Throwable> all = new ArrayList<>();
        Collections.addAll(all, failures);
        return all;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Consumer<StoreTransaction>> sends(int count) {
        return new ArrayList<>(Collections.nCopies(count, SqliteFaultsTest::send));
    }

    private long messages() {
        return store.<Long>read(view -> view.messages().count());
    }

    @Test
    void whoeverWaitsAtTheSameTimeSharesOneCommit() throws Exception {
        assertEquals(Collections.nCopies(FOLLOWERS, null), together(sends(FOLLOWERS)));

        assertEquals(1, commits.size());
        assertEquals(FOLLOWERS, commits.get(0).size());
        assertEquals(FOLLOWERS, messages());
    }

    @Test
    void oneFailureInASharedCommitUndoesOnlyItself() throws Exception {
        List<Consumer<StoreTransaction>> works = sends(FOLLOWERS);
        for (int failing : List.of(0, 7, FOLLOWERS - 1))
            works.set(failing, tx -> {
                send(tx);
                tx.peers().save(Sample.peer(failing));
                throw new IllegalArgumentException("mine");
            });

        List<Throwable> failures = together(works);

        for (int i = 0; i < FOLLOWERS; i++) {
            if (i == 0 || i == 7 || i == FOLLOWERS - 1)
                assertInstanceOf(IllegalArgumentException.class, failures.get(i));
            else assertEquals(null, failures.get(i));
        }
        assertEquals(FOLLOWERS - 3, messages());
        assertEquals(FOLLOWERS - 3, commits.get(0).size());
        assertEquals(List.of(), store.read(view -> view.peers().living()));
    }

    @Test
    void anIdThatIsThereAlreadyFailsItsOwnWriteOnly() throws Exception {
        write(SqliteFaultsTest::send);
        List<Consumer<StoreTransaction>> works = sends(3);
        works.set(1, tx -> {
            send(tx);
            tx.messages()
                    .append(
                            new Message(
                                    Sample.messageId(1),
                                    tx.nextSequence(),
                                    Sample.peerId(1),
                                    Sample.peerId(2),
                                    MessageType.TEXT,
                                    SECRET,
                                    Optional.empty(),
                                    Sample.START,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()),
                            Optional.empty());
        });

        List<Throwable> failures = together(works);

        assertEquals(null, failures.get(0));
        assertEquals(null, failures.get(2));
        assertInstanceOf(StoreException.class, failures.get(1));
        assertTellsNothing(failures.get(1));
        assertEquals(3, messages());
        assertTrue(store.healthy());
    }

    private static void assertTellsNothing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            assertFalse(String.valueOf(cause.getMessage()).contains(SECRET), cause::toString);
    }

    @Test
    void aFullDiskFailsEveryCallerOfTheCommitAndIsOverOnceThereIsRoom() throws Exception {
        write(SqliteFaultsTest::send);
        write(tx -> sql(tx).script(List.of("PRAGMA max_page_count = 60")));
        List<Consumer<StoreTransaction>> works = sends(FOLLOWERS);
        works.set(FOLLOWERS - 1, SqliteFaultsTest::fill);

        for (Throwable failure : together(works)) {
            StoreException full = assertInstanceOf(StoreException.class, failure);
            assertEquals(MeshUnavailable.Reason.STORAGE_FULL, full.reason());
            assertTrue(full.getMessage().contains("no room left"), full.getMessage());
            assertTellsNothing(full);
        }
        assertTrue(leaderFailed);
        assertEquals(1, messages());
        assertEquals(
                Optional.empty(),
                store.read(view ->
                        view.state().find(Sample.entry("n", "large0", "", 1).key())));

        write(tx -> sql(tx).script(List.of("PRAGMA max_page_count = 1000000")));
        write(SqliteFaultsTest::fill);
        write(SqliteFaultsTest::send);
        assertTrue(store.healthy());
        assertEquals(2, messages());
        assertEquals(2, commits.size());
    }

    @Test
    void aStoreThatFailedIsUnhealthyUntilAWriteSucceedsWhichItTriesByItself() {
        write(tx -> sql(tx).script(List.of("PRAGMA max_page_count = 60")));
        assertThrows(StoreException.class, () -> write(SqliteFaultsTest::fill));
        assertFalse(store.healthy());

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            while (!store.healthy()) Thread.onSpinWait();
        });
        assertEquals(0, messages());
    }

    @Test
    void aStoreThatHadBeenQuietTriesByItselfToo() {
        write(tx -> sql(tx).script(List.of("PRAGMA max_page_count = 60")));
        while (!keeperSleeps()) Thread.onSpinWait();

        assertThrows(StoreException.class, () -> write(SqliteFaultsTest::fill));

        while (!store.healthy()) Thread.onSpinWait();
    }

    private static boolean keeperSleeps() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("mesh-store-keeper") && thread.getState() == Thread.State.WAITING);
    }

    @Test
    void workThatSwallowsAFullDiskIsNotCommitted() {
        write(tx -> sql(tx).script(List.of("PRAGMA max_page_count = 60")));

        assertThrows(
                StoreException.class,
                () -> write(tx -> {
                    send(tx);
                    assertThrows(StoreException.class, () -> fill(tx));
                }));

        assertEquals(0, messages());
        assertEquals(List.of(), commits);
    }

    @Test
    void aConnectionThatBreaksIsReplacedAndNumbersAreNotGivenTwice() {
        write(SqliteFaultsTest::send);
        List<Long> given = new ArrayList<>();

        assertThrows(
                StoreException.class,
                () -> write(tx -> {
                    given.add(tx.nextSequence().value());
                    send(tx);
                    sql(tx).close();
                }));
        assertFalse(store.healthy());

        write(tx -> {
            given.add(tx.nextSequence().value());
            send(tx);
        });
        assertEquals(2, messages());
        assertTrue(store.healthy());
        assertTrue(given.get(1) > given.get(0) + 1, given::toString);
    }

    @Test
    void whatWasToBeWrittenSoonIsTriedAgainAfterAFailure() {
        write(tx -> sql(tx).script(List.of("PRAGMA max_page_count = 60")));
        store.writeSoon(tx -> {
            send(tx);
            return true;
        });
        assertThrows(StoreException.class, () -> write(SqliteFaultsTest::fill));

        write(SqliteFaultsTest::send);

        assertEquals(2, messages());
    }
}
