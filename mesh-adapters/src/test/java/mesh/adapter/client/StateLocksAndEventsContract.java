package mesh.adapter.client;

import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mesh.domain.InvalidInput;
import mesh.domain.Notice;
import mesh.domain.Refusal;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventQuery;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.Lease;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;
import mesh.port.in.EventFeed.Following;
import mesh.port.in.Mesh;
import mesh.port.in.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a mesh says of shared state, locks, events and itself, wherever it is asked. */
abstract class StateLocksAndEventsContract {
    private static final String PROJECT = "/project";
    private static final Duration LONG = Duration.ofSeconds(40);

    private TestBroker broker;
    private Mesh mesh;
    private PeerId one;
    private PeerId two;

    /** The way to the mesh that is tried. */
    abstract Mesh meshOf(TestBroker broker);

    @BeforeEach
    void start() {
        broker = new TestBroker();
        mesh = meshOf(broker);
        one = join();
        two = join();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private PeerId join() {
        return mesh.peers()
                .register(Registration.of(ProcessHandle.current().pid(), PROJECT))
                .peer()
                .id();
    }

    private PutOutcome put(String key, String value, Optional<Long> ifVersion) {
        return mesh.state().put(new PutState(StateKey.of(key), value, one, ifVersion));
    }

    @Test
    void aValueIsReadAsItWasPut() {
        PutOutcome.Changed changed =
                assertInstanceOf(PutOutcome.Changed.class, put("key", "a\n\"b\" \u20ac", Optional.empty()));

        StateEntry entry = changed.entry();
        assertEquals(1, entry.version());
        assertEquals(one, entry.updatedBy());
        assertEquals(Optional.of(entry), mesh.state().get(StateKey.of("key")));
        assertEquals(Optional.empty(), mesh.state().get(StateKey.of("other")));
    }

    @Test
    void aChangeThatExpectsAnotherVersionChangesNothing() {
        put("key", "first", Optional.of(0L));

        PutOutcome outcome = put("key", "second", Optional.of(0L));

        StateEntry entry = mesh.state().get(StateKey.of("key")).orElseThrow();
        assertEquals(new PutOutcome.Mismatch(Optional.of(entry)), outcome);
        assertEquals("first", entry.value());
        assertEquals(new PutOutcome.Mismatch(Optional.empty()), put("none", "x", Optional.of(7L)));
    }

    @Test
    void deletingSaysWhatBecameOfTheValue() {
        put("key", "value", Optional.empty());
        DeleteState request = new DeleteState(StateKey.of("key"), two, Optional.empty());

        PutOutcome.Changed changed =
                assertInstanceOf(PutOutcome.Changed.class, mesh.state().delete(request));

        assertTrue(changed.entry().deleted());
        assertEquals(2, changed.entry().version());
        assertEquals(new PutOutcome.Unchanged(), mesh.state().delete(request));
    }

    @Test
    void entriesAreListedByPrefix() {
        for (String key : List.of("b/2", "a/1", "b/1")) put(key, "value of " + key, Optional.empty());

        List<StateEntry> entries = mesh.state().list(new StateQuery("default", "b/", 10));

        assertEquals(
                List.of("b/1", "b/2"), entries.stream().map(e -> e.key().key()).toList());
        InvalidInput refused = assertThrows(InvalidInput.class, () -> put("key", "x".repeat(65_537), Optional.empty()));
        assertEquals("value", refused.field());
    }

    private LockOutcome acquire(PeerId peer, String... paths) {
        return acquire(peer, Duration.ZERO, paths).join();
    }

    private CompletableFuture<LockOutcome> acquire(PeerId peer, Duration wait, String... paths) {
        List<LockTarget> targets = List.of(paths).stream().map(LockTarget::of).toList();
        return mesh.locks()
                .acquire(
                        new AcquireLock(peer, targets, LockMode.EXCLUSIVE, "because", Optional.of(Lease.ofMinutes(5))),
                        wait);
    }

    private HeldLock granted(LockOutcome outcome) {
        return assertInstanceOf(LockOutcome.Granted.class, outcome).locks().get(0);
    }

    @Test
    void aLockIsGrantedOnceAndHeldAgainstOthers() {
        HeldLock lock = granted(acquire(one, "src/"));

        assertEquals("/project/src", lock.lock().path().path());
        assertTrue(lock.lock().path().directory());
        assertEquals("because", lock.lock().reason());
        assertEquals(one, lock.lock().holder());
        LockOutcome.Held held = assertInstanceOf(LockOutcome.Held.class, acquire(two, "src/Main.java"));
        assertEquals(lock.lock(), held.blocking().get(0).lock());
        assertFalse(held.waited());
        LockOutcome.Granted again = assertInstanceOf(LockOutcome.Granted.class, acquire(one, "src/"));
        assertTrue(again.renewed());
        assertEquals(lock.lock().token(), again.locks().get(0).lock().token());
    }

    @Test
    void severalPathsAreGrantedTogether() {
        LockOutcome.Granted granted = assertInstanceOf(LockOutcome.Granted.class, acquire(one, "a", "b"));

        assertEquals(2, granted.locks().size());
        List<HeldLock> listed = mesh.locks().list(LockQuery.heldBy(one));
        assertEquals(
                granted.locks().stream().map(HeldLock::lock).toList(),
                listed.stream().map(HeldLock::lock).toList());
        assertEquals(
                1,
                mesh.locks()
                        .list(new LockQuery(Optional.of(two), Optional.of(LockTarget.of("b")), Optional.empty()))
                        .size());
    }

    @Test
    void whoeverWaitsGetsTheLockWhenItIsReleased() throws Exception {
        acquire(one, "file");
        CompletableFuture<LockOutcome> waiting = acquire(two, LONG, "file");
        eventually(
                "the second waits",
                () -> mesh.locks().list(LockQuery.ALL).get(0).waiters().equals(List.of(two)));

        HolderOutcome.Done released =
                assertInstanceOf(HolderOutcome.Done.class, mesh.locks().release(ReleaseLock.of(one, "file")));

        assertEquals(one, released.locks().get(0).lock().holder());
        assertEquals(two, granted(waiting.get(20, TimeUnit.SECONDS)).lock().holder());
    }

    @Test
    void aWaitEndsWhenTimeIsUp() throws Exception {
        acquire(one, "file");

        LockOutcome outcome = acquire(two, Duration.ofMillis(30), "file").get(20, TimeUnit.SECONDS);

        assertTrue(assertInstanceOf(LockOutcome.Held.class, outcome).waited());
    }

    @Test
    void whoeverCancelsAWaitLeavesTheQueue() {
        acquire(one, "file");
        CompletableFuture<LockOutcome> waiting = acquire(two, LONG, "file");

        assertTrue(waiting.cancel(false));

        mesh.locks().release(ReleaseLock.of(one, "file"));
        assertEquals(List.of(), mesh.locks().list(LockQuery.ALL));
    }

    @Test
    void aWaitThatWouldNeverEndIsRefused() {
        acquire(one, "a");
        acquire(two, "b");
        CompletableFuture<LockOutcome> waiting = acquire(one, LONG, "b");
        eventually(
                "the first waits",
                () -> !mesh.locks().list(LockQuery.heldBy(two)).get(0).waiters().isEmpty());

        LockOutcome outcome = acquire(two, LONG, "a").join();

        assertFalse(assertInstanceOf(LockOutcome.WouldDeadlock.class, outcome)
                .chain()
                .isEmpty());
        waiting.cancel(false);
    }

    @Test
    void onlyTheHolderRenewsAndReleases() {
        HeldLock lock = granted(acquire(one, "file"));
        List<LockTarget> file = List.of(LockTarget.of("file"));
        RenewLock renewal = new RenewLock(
                one,
                file,
                Optional.of(Lease.ofMinutes(60)),
                Optional.of(lock.lock().token()));

        HolderOutcome.Done renewed =
                assertInstanceOf(HolderOutcome.Done.class, mesh.locks().renew(renewal));

        HeldLock now = renewed.locks().get(0);
        assertTrue(now.lock().expiresAt().isAfter(lock.lock().expiresAt()));
        assertEquals(
                now.lock(),
                assertInstanceOf(HolderOutcome.HeldByOther.class, mesh.locks().release(ReleaseLock.of(two, "file")))
                        .lock()
                        .lock());
        assertEquals(
                now.lock(),
                assertInstanceOf(
                                HolderOutcome.StaleToken.class,
                                mesh.locks()
                                        .renew(new RenewLock(
                                                one, file, Optional.empty(), Optional.of(new FencingToken(999)))))
                        .lock()
                        .lock());
        assertEquals(new HolderOutcome.NotHeld("/project/other"), mesh.locks().release(ReleaseLock.of(one, "other")));
    }

    @Test
    void aCheckSaysWhetherAGrantStands() {
        FencingToken token = granted(acquire(one, "file")).lock().token();
        LockTarget file = LockTarget.of("/project/file");

        assertTrue(mesh.locks()
                .check(new CheckLock(Optional.of(one), file, Optional.of(token)))
                .current());
        mesh.locks().release(ReleaseLock.everythingOf(one));
        granted(acquire(two, "file"));

        var check = mesh.locks().check(new CheckLock(Optional.of(one), file, Optional.of(token)));
        assertFalse(check.current());
        assertEquals(two, check.lock().orElseThrow().lock().holder());
    }

    private MeshEvent emit(String type, String payload) {
        return mesh.events().emit(new EmitEvent(one, new EventType(type), new EventPayload(payload)));
    }

    @Test
    void eventsAreReadFromWhereOneWas() {
        MeshEvent first = emit("build.done", "{\"ok\":true,\"n\":[1,2.50,null]}");
        MeshEvent second = emit("build.failed", "{}");
        emit("other", "{}");
        Set<EventPattern> builds = Set.of(new EventPattern("build.*"));

        EventPage page = mesh.events().read(new EventQuery(builds, Optional.of(Sequence.START), Optional.empty(), 50));

        assertEquals(List.of(first, second), page.events());
        assertEquals(
                List.of(),
                mesh.events()
                        .read(new EventQuery(builds, Optional.of(page.cursor()), Optional.empty(), 50))
                        .events());
        assertEquals(
                List.of(second),
                mesh.events()
                        .read(new EventQuery(builds, Optional.empty(), Optional.empty(), 1))
                        .events());
    }

    @Test
    void subscriptionsAreKept() {
        EventPattern all = EventPattern.EVERYTHING;
        EventPattern builds = new EventPattern("build.*");

        assertEquals(new Subscription(Set.of(all, builds)), mesh.events().subscribe(one, Set.of(all, builds)));
        assertEquals(new Subscription(Set.of(builds)), mesh.events().unsubscribe(one, Set.of(all)));
        assertEquals(new Subscription(Set.of(builds)), mesh.events().subscription(one));
        assertEquals(Subscription.NONE, mesh.events().unsubscribe(one, Set.of()));
    }

    @Test
    void aFollowerIsToldOfWhatItMissedAndThenOfWhatComes() {
        mesh.events().subscribe(two, Set.of(new EventPattern("build.*")));
        MeshEvent first = emit("build.done", "{\n\"spread\": \"over lines\"\n}");
        emit("unwanted", "{}");
        mesh.messages().send(SendMessage.text(one, new Recipient.One(two.value()), "hello"));
        List<Notice> told = new CopyOnWriteArrayList<>();

        Following following = mesh.events().follow(two, Optional.of(Sequence.START), told::add);
        MeshEvent second = emit("build.failed", "{}");

        eventually("all three are told", () -> told.size() == 3);
        assertEquals(first.seq(), told.get(0).seq());
        assertEquals("hello", ((Notice.OfMessage) told.get(1)).message().payload());
        assertEquals(new Notice.OfEvent(second), told.get(2));
        following.close();
        emit("build.failed", "{}");
        MeshEvent last = emit("build.failed", "{}");
        List<Notice> fresh = new CopyOnWriteArrayList<>();
        Following again = mesh.events().follow(two, Optional.of(last.seq()), fresh::add);
        MeshEvent newest = emit("build.done", "{}");
        eventually("only what comes after is told", () -> !fresh.isEmpty());
        again.close();
        assertEquals(List.of(new Notice.OfEvent(newest)), fresh);
        assertEquals(3, told.size());
    }

    @Test
    void eventsAreFollowedWhoeverTheyConcern() {
        List<Notice> told = new CopyOnWriteArrayList<>();

        Following following = mesh.events().followEvents(Set.of(), Optional.empty(), told::add);
        MeshEvent event = emit("anything", "{}");
        put("key", "value", Optional.empty());
        eventually("both are told", () -> told.size() == 2);
        following.close();

        assertEquals(new Notice.OfEvent(event), told.get(0));
    }

    @Test
    void strangersCannotBeFollowed() {
        PeerId nobody = new PeerId("00000000-0000-4000-8000-000000000000");

        assertThrows(Refusal.UnknownPeer.class, () -> mesh.events().follow(nobody, Optional.empty(), notice -> {}));
    }

    @Test
    void theStatusCountsWhatIsThere() {
        acquire(one, "file");

        StatusReport report = mesh.status().report();

        assertEquals(2, report.activePeers());
        assertEquals(1, report.locks());
        assertEquals("memory", report.store());
        assertTrue(mesh.status().healthy());
    }
}
