package mesh.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mesh.adapter.memory.MemoryStore;
import mesh.domain.InvalidInput;
import mesh.domain.Notice;
import mesh.domain.Refusal;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventQuery;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.PeerStatus;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.port.in.EventFeed;
import mesh.testing.TestMesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a following is held open, not used
class UseCasesTest {
    private final TestMesh test = new TestMesh();

    @AfterEach
    void close() {
        test.close();
    }

    private Message send(PeerId from, String to, String text) {
        SendOutcome outcome = test.mesh().messages().send(SendMessage.text(from, Recipient.parse(to), text));
        return assertInstanceOf(SendOutcome.Sent.class, outcome).messages().get(0);
    }

    private static MessageId idOf(SendOutcome outcome) {
        return assertInstanceOf(SendOutcome.Sent.class, outcome)
                .messages()
                .get(0)
                .id();
    }

    private List<String> texts(Inbox inbox) {
        return inbox.messages().stream().map(Message::payload).toList();
    }

    private List<String> eventTypes() {
        return test
                .mesh()
                .events()
                .read(new EventQuery(Set.of(), Optional.of(Sequence.START), Optional.empty(), 200))
                .events()
                .stream()
                .map(event -> event.type().value())
                .toList();
    }

    @Test
    void silenceMakesAPeerStaleAndThenDeadAndFreesItsLocks() {
        PeerId a = test.join("a");
        test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        test.pass(Duration.ofSeconds(31));
        assertEquals(PeerStatus.STALE, test.mesh().peers().find(a).orElseThrow().status());
        test.pass(Duration.ofSeconds(30));
        assertTrue(test.mesh().peers().find(a).isEmpty());
        assertEquals(List.of(), test.mesh().locks().list(LockQuery.ALL));
        assertTrue(eventTypes().containsAll(List.of("peer_left", "file_unlocked")));
        assertThrows(Refusal.UnknownPeer.class, () -> test.mesh().peers().heartbeat(a));
    }

    @Test
    void aPeerWhoseProcessEndedIsGoneWhateverItsHeartbeatSays() {
        test.processes.started(4242);
        PeerId a = test.join("a");
        test.processes.ended(4242);
        test.mesh().peers().heartbeat(a);
        test.mesh().peers().suspect(a);
        assertTrue(test.mesh().peers().find(a).isEmpty());
    }

    @Test
    void aJumpOfTheWallClockKillsNobodyAndEndsNoLease() {
        for (Duration jump : List.of(Duration.ofDays(1), Duration.ofHours(-1))) {
            PeerId a = test.join("a");
            test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
            test.jump(jump);
            assertEquals(
                    PeerStatus.ACTIVE, test.mesh().peers().find(a).orElseThrow().status());
            Duration remaining = test.mesh().locks().list(LockQuery.ALL).get(0).remaining();
            assertEquals(Duration.ofMinutes(10), remaining);
            test.mesh().peers().unregister(a);
        }
    }

    @Test
    void aClockThatIsSetWhileNoBrokerRunsEndsNoLeaseAndMakesNoneLonger() {
        for (Duration jump : List.of(Duration.ofDays(1), Duration.ofHours(-1))) {
            PeerId a = test.join("a");
            test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
            test.pass(Duration.ofSeconds(50));
            test.restart(jump);
            Duration remaining = test.mesh().locks().list(LockQuery.ALL).get(0).remaining();
            assertEquals(Duration.ofSeconds(550), remaining);
            test.mesh().peers().unregister(a);
        }
    }

    @Test
    void whatIsKeptForATimeIsKeptForTimeThatPassedAndNotByTheClock() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        SendMessage once = new SendMessage(
                a, new Recipient.One(b.value()), "once", MessageType.TEXT, Optional.empty(), Optional.of("key"));
        MessageId sent = idOf(test.mesh().messages().send(once));
        test.mesh().messages().read(InboxQuery.unread(b));
        Message unread = send(a, "b", "unread");
        for (Duration jump : List.of(Duration.ofDays(8), Duration.ofDays(-8), Duration.ofDays(30))) {
            test.jump(jump);
            test.services().prune();
        }
        test.restart(Duration.ofDays(30));
        test.services().prune();
        assertEquals(sent, idOf(test.mesh().messages().send(once)));
        assertEquals(List.of("unread"), texts(test.mesh().messages().read(InboxQuery.unread(b))));
        assertTrue(unread.expiredAt().isEmpty());
    }

    @Test
    void whileTheBrokerStandsStillNobodyFallsSilent() {
        PeerId a = test.join("a");
        test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        test.pass(Duration.ofSeconds(20));
        test.standStill(Duration.ofMinutes(2));
        assertEquals(
                PeerStatus.ACTIVE, test.mesh().peers().find(a).orElseThrow().status());
        assertEquals(
                Duration.ofSeconds(460),
                test.mesh().locks().list(LockQuery.ALL).get(0).remaining());
        test.pass(Duration.ofSeconds(41));
        assertTrue(test.mesh().peers().find(a).isEmpty());
    }

    @Test
    void aRestartIsInvisible() {
        Registered before = test.register("a", Optional.of("session"), true);
        PeerId a = before.peer().id();
        PeerId b = test.join("b");
        send(b, "a", "hello");
        test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        test.mesh().events().subscribe(a, Set.of(new EventPattern("build.*")));
        test.restart();
        assertEquals(
                "a", test.mesh().peers().find(a).orElseThrow().peer().name().value());
        test.mesh().peers().admit(a, Optional.of(before.token()), true);
        assertEquals(1, test.mesh().messages().unread(a));
        assertEquals(1, test.mesh().locks().list(LockQuery.heldBy(a)).size());
        assertTrue(test.mesh().events().subscription(a).matches(new EventType("build.done")));
    }

    @Test
    void theSameSessionGetsItsPeerBackWithItsMail() {
        PeerId a = test.register("a", Optional.of("session"), false).peer().id();
        PeerId b = test.join("b");
        send(b, "a", "while you were there");
        test.mesh().peers().unregister(a);
        Registered back = test.register("a", Optional.of("session"), false);
        assertEquals(a, back.peer().id());
        assertTrue(back.resumed());
        assertEquals(
                List.of("while you were there"), texts(test.mesh().messages().read(InboxQuery.unread(a))));
    }

    @Test
    void namesAreUniqueAmongTheLiving() {
        test.join("a");
        PeerId second = test.join("a");
        assertEquals(
                "a-2",
                test.mesh().peers().find(second).orElseThrow().peer().name().value());
    }

    @Test
    void nobodyActsAsAnAuthenticatedPeerWithoutItsToken() {
        Registered a = test.register("a", Optional.empty(), true);
        PeerId id = a.peer().id();
        assertThrows(Refusal.Forbidden.class, () -> test.mesh().peers().admit(id, Optional.empty(), true));
        assertThrows(Refusal.Forbidden.class, () -> test.mesh().peers().admit(id, Optional.of("guess"), true));
        test.mesh().peers().admit(id, Optional.of(a.token()), true);
        assertFalse(a.toString().contains(a.token()), "a token is never printed");
    }

    @Test
    void whoCallsTooOftenIsToldWhenToComeBack() {
        try (TestMesh limited = new TestMesh(new MemoryStore(), MeshSettings.DEFAULT)) {
            PeerId a = limited.join("a");
            for (int i = 0; i < 100; i++) limited.mesh().peers().admit(a, Optional.empty(), true);
            limited.mesh().peers().admit(a, Optional.empty(), false);
            Refusal.RateLimited refusal = assertThrows(
                    Refusal.RateLimited.class, () -> limited.mesh().peers().admit(a, Optional.empty(), true));
            assertEquals(Duration.ofSeconds(10), refusal.retryAfter());
            limited.pass(Duration.ofSeconds(10));
            limited.mesh().peers().admit(a, Optional.empty(), true);
        }
    }

    @Test
    void scopesFindThoseWhoAreNear() {
        PeerId a = test.join("a");
        PeerId elsewhere = test.mesh()
                .peers()
                .register(Registration.of(1, "/other"))
                .peer()
                .id();
        assertEquals(2, test.mesh().peers().list(PeerQuery.EVERYONE).size());
        assertEquals(List.of(), test.mesh().peers().list(PeerQuery.around(a, PeerScope.DIRECTORY)));
        PeerId b = test.join("b");
        for (PeerScope scope : List.of(PeerScope.DIRECTORY, PeerScope.REPO))
            assertEquals(
                    b,
                    test.mesh()
                            .peers()
                            .list(PeerQuery.around(a, scope))
                            .get(0)
                            .peer()
                            .id());
        assertEquals(List.of(), test.mesh().peers().list(PeerQuery.around(elsewhere, PeerScope.REPO)));
    }

    @Test
    void aMessageSaysTruthfullyWhatBecameOfIt() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        Message sent = send(a, "b", "hi");
        assertEquals(Delivery.QUEUED, sent.delivery());
        test.mesh().messages().read(InboxQuery.peek(b));
        assertEquals(Delivery.QUEUED, status(a, sent), "looking changes nothing");
        test.mesh().messages().acknowledge(b, List.of(sent.id()), Delivery.DELIVERED);
        assertEquals(Delivery.DELIVERED, status(a, sent));
        assertEquals(0, test.mesh().messages().acknowledge(a, List.of(sent.id()), Delivery.READ), "not its own");
        test.mesh().messages().read(InboxQuery.unread(b));
        assertEquals(Delivery.READ, status(a, sent));
    }

    private Delivery status(PeerId sender, Message message) {
        return test.mesh().messages().find(sender, message.id()).orElseThrow().delivery();
    }

    @Test
    void anUnreadMessageThatIsPrunedIsExpiredForItsSender() {
        PeerId a = test.register("a", Optional.of("s"), false).peer().id();
        PeerId b = test.register("b", Optional.of("t"), false).peer().id();
        Message unread = send(a, "b", "secret plan");
        Message read = send(b, "a", "read");
        test.mesh().messages().read(InboxQuery.unread(a));
        test.pass(Duration.ofDays(7).plusHours(1));
        test.register("a", Optional.of("s"), false);
        test.register("b", Optional.of("t"), false);
        test.services().prune();
        Message expired = test.mesh().messages().find(a, unread.id()).orElseThrow();
        assertEquals(Delivery.EXPIRED, expired.delivery());
        assertEquals("", expired.payload());
        assertEquals(0, test.mesh().messages().unread(b));
        assertTrue(test.mesh().messages().find(b, read.id()).isEmpty());
    }

    @Test
    void aRetryWithTheSameKeyIsOneMessage() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        SendMessage request = new SendMessage(
                a, Recipient.parse("b"), "once", MessageType.TEXT, Optional.empty(), Optional.of("key"));
        SendOutcome first = test.mesh().messages().send(request);
        assertEquals(first, test.mesh().messages().send(request));
        assertEquals(1, test.mesh().messages().unread(b));
    }

    @Test
    void aBroadcastReachesEverybodyButTheSender() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        PeerId c = test.join("c");
        for (String to : List.of("all", "repo", "directory", "agent:claude-code"))
            test.mesh().messages().send(SendMessage.text(a, Recipient.parse(to), to));
        assertEquals(0, test.mesh().messages().unread(a));
        assertEquals(
                List.of("all", "repo", "directory", "agent:claude-code"),
                texts(test.mesh().messages().read(InboxQuery.unread(b))));
        assertEquals(4, test.mesh().messages().unread(c));
    }

    @Test
    void aMisspeltRecipientIsAnsweredWithTheNearestName() {
        PeerId a = test.join("a");
        test.join("amber-otter");
        SendOutcome outcome = test.mesh().messages().send(SendMessage.text(a, Recipient.parse("amber-oter"), "hi"));
        assertEquals(
                List.of("amber-otter"),
                assertInstanceOf(SendOutcome.UnknownRecipient.class, outcome).suggestions());
    }

    @Test
    void thePersonAtTheTerminalIsAlwaysThere() {
        PeerId a = test.join("a");
        send(a, "cli", "done");
        assertEquals(List.of("done"), texts(test.mesh().messages().read(InboxQuery.unread(PeerId.CLI))));
        send(PeerId.CLI, "a", "thanks");
        assertEquals(1, test.mesh().messages().unread(a));
        assertThrows(InvalidInput.class, () -> send(PeerId.CLI, "repo", "nobody"));
    }

    @Test
    void aWaitEndsWithTheMessageItWaitsFor() throws Exception {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        CompletableFuture<Inbox> waiting = test.mesh().messages().await(InboxQuery.unread(b), Duration.ofSeconds(50));
        assertFalse(waiting.isDone());
        send(a, "b", "now");
        assertEquals(List.of("now"), texts(waiting.get(10, TimeUnit.SECONDS)));
        assertEquals(0, test.mesh().messages().unread(b));
    }

    @Test
    void aCancelledWaitMarksNothing() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        CompletableFuture<Inbox> waiting = test.mesh().messages().await(InboxQuery.unread(b), Duration.ofSeconds(50));
        assertTrue(waiting.cancel(true));
        send(a, "b", "later");
        assertEquals(1, test.mesh().messages().unread(b));
        assertEquals(0, test.services().followers());
    }

    @Test
    void aWaitThatRunsOutIsEmpty() throws Exception {
        PeerId b = test.join("b");
        Inbox inbox = test.mesh()
                .messages()
                .await(InboxQuery.unread(b), Duration.ofMillis(20))
                .get(10, TimeUnit.SECONDS);
        assertEquals(List.of(), inbox.messages());
        assertThrows(
                InvalidInput.class, () -> test.mesh().messages().await(InboxQuery.unread(b), Duration.ofSeconds(51)));
    }

    @Test
    void anAnswerStaysSmallAndSaysHowManyRemain() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        for (int i = 0; i < 20; i++) send(a, "b", "\"".repeat(60_000));
        Inbox first = test.mesh().messages().read(InboxQuery.unread(b));
        assertTrue(first.messages().size() < 20);
        assertEquals(20, first.messages().size() + first.remaining());
    }

    @Test
    void aFollowerMissesNothingAndSeesNothingTwice() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) sent.add(send(a, "b", "past " + i).seq().value());
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 500; i++)
                sent.add(send(a, "b", "live " + i).seq().value());
        });
        sender.start();
        try (EventFeed.Following following = test.mesh()
                .events()
                .follow(
                        b,
                        Optional.of(Sequence.START),
                        notice -> seen.add(notice.seq().value()))) {
            sender.join();
            assertEquals(sent, seen);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSubscriberHearsWhatItSubscribedToAndResumesWithoutAGap() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        test.mesh().events().subscribe(b, Set.of(new EventPattern("build.*")));
        List<Notice> first = new ArrayList<>();
        try (EventFeed.Following following = test.mesh().events().follow(b, Optional.empty(), first::add)) {
            emit(a, "build.started");
            emit(a, "other");
        }
        assertEquals(1, first.size());
        emit(a, "build.done");
        List<Notice> second = new ArrayList<>();
        try (EventFeed.Following following =
                test.mesh().events().follow(b, Optional.of(first.get(0).seq()), second::add)) {
            emit(a, "build.again");
        }
        assertEquals(2, second.size());
    }

    private MeshEvent emit(PeerId by, String type) {
        return test.mesh().events().emit(new EmitEvent(by, new EventType(type), EventPayload.EMPTY));
    }

    @Test
    void aListenerThatFailsIsClosedAndHurtsNobody() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        test.mesh().events().follow(b, Optional.empty(), notice -> {
            throw new IllegalStateException("broken listener");
        });
        send(a, "b", "one");
        assertEquals(0, test.services().followers());
        send(a, "b", "two");
        assertEquals(2, test.mesh().messages().unread(b));
    }

    @Test
    void readingEventsGoesOnFromTheCursor() {
        PeerId a = test.join("a");
        for (int i = 0; i < 5; i++) emit(a, "step");
        var first = test.mesh()
                .events()
                .read(new EventQuery(
                        Set.of(new EventPattern("step")), Optional.of(Sequence.START), Optional.empty(), 3));
        var second = test.mesh()
                .events()
                .read(new EventQuery(
                        Set.of(new EventPattern("step")), Optional.of(first.cursor()), Optional.empty(), 3));
        assertEquals(3, first.events().size());
        assertEquals(2, second.events().size());
        emit(a, "step");
        assertEquals(
                1,
                test.mesh()
                        .events()
                        .read(new EventQuery(
                                Set.of(new EventPattern("step")), Optional.of(second.cursor()), Optional.empty(), 3))
                        .events()
                        .size());
    }

    @Test
    void aWaiterIsGrantedOnReleaseOnExpiryAndOnDeath() throws Exception {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        Runnable[] endings = {
            () -> test.mesh().locks().release(ReleaseLock.of(a, "x")),
            () -> {
                for (int minute = 0; minute < 11; minute++) {
                    test.pass(Duration.ofSeconds(55));
                    test.mesh().peers().heartbeat(a);
                    test.mesh().peers().heartbeat(b);
                }
            },
            () -> test.mesh().peers().unregister(a)
        };
        for (Runnable ending : endings) {
            test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
            CompletableFuture<LockOutcome> waiting =
                    test.mesh().locks().acquire(AcquireLock.exclusive(b, "/repo/./x"), Duration.ofSeconds(50));
            assertFalse(waiting.isDone());
            assertEquals(
                    List.of(b), test.mesh().locks().list(LockQuery.ALL).get(0).waiters());
            ending.run();
            assertInstanceOf(LockOutcome.Granted.class, waiting.get(10, TimeUnit.SECONDS));
            test.mesh().locks().release(ReleaseLock.everythingOf(b));
        }
    }

    @Test
    void aWaitThatRunsOutSaysWhoHoldsIt() throws Exception {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        LockOutcome outcome = test.mesh()
                .locks()
                .acquire(AcquireLock.exclusive(b, "x"), Duration.ofMillis(20))
                .get(10, TimeUnit.SECONDS);
        LockOutcome.Held held = assertInstanceOf(LockOutcome.Held.class, outcome);
        assertTrue(held.waited());
        assertEquals("a", held.blocking().get(0).holderName());
    }

    @Test
    void aCircleOfWaitsIsRefusedWithItsMembers() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        test.mesh().locks().acquire(AcquireLock.exclusive(b, "y"));
        test.mesh().locks().acquire(AcquireLock.exclusive(a, "y"), Duration.ofSeconds(50));
        LockOutcome outcome = test.mesh()
                .locks()
                .acquire(AcquireLock.exclusive(b, "x"), Duration.ofSeconds(50))
                .join();
        assertEquals(
                List.of("a"),
                assertInstanceOf(LockOutcome.WouldDeadlock.class, outcome).chain());
    }

    @Test
    void onlyTheHolderReleasesAndOnlyTheTerminalForces() {
        PeerId a = test.join("a");
        PeerId b = test.join("b");
        test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        HolderOutcome outcome = test.mesh().locks().release(ReleaseLock.of(b, "x"));
        assertEquals(
                "a",
                assertInstanceOf(HolderOutcome.HeldByOther.class, outcome)
                        .lock()
                        .holderName());
        ReleaseLock theft = new ReleaseLock(b, List.of(LockTarget.of("x")), Optional.empty(), true);
        assertThrows(Refusal.Forbidden.class, () -> test.mesh().locks().release(theft));
        ReleaseLock forced = new ReleaseLock(PeerId.CLI, List.of(LockTarget.of("/repo/x")), Optional.empty(), true);
        assertInstanceOf(HolderOutcome.Done.class, test.mesh().locks().release(forced));
        assertInstanceOf(HolderOutcome.NotHeld.class, test.mesh().locks().release(ReleaseLock.of(a, "x")));
    }

    @Test
    void whoPausedPastTheLeaseLearnsSoBeforeWriting() {
        PeerId a = test.join("a");
        LockOutcome.Granted granted = (LockOutcome.Granted) test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        CheckLock question = new CheckLock(
                Optional.empty(),
                LockTarget.of("/repo/x"),
                Optional.of(granted.locks().get(0).lock().token()));
        assertTrue(test.mesh().locks().check(question).current());
        for (int i = 0; i < 11; i++) {
            test.pass(Duration.ofSeconds(58));
            test.mesh().peers().heartbeat(a);
        }
        assertFalse(test.mesh().locks().check(question).current());
        LockOutcome.Granted again = (LockOutcome.Granted) test.mesh().locks().acquire(AcquireLock.exclusive(a, "x"));
        assertNotEquals(
                granted.locks().get(0).lock().token(),
                again.locks().get(0).lock().token());
        assertFalse(test.mesh().locks().check(question).current());
    }
}
