package mesh.adapter.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import mesh.adapter.files.LocalPaths;
import mesh.adapter.memory.MemoryStore;
import mesh.adapter.process.LocalProcesses;
import mesh.adapter.wire.Calls;
import mesh.adapter.wire.JsonObject;
import mesh.application.MeshServices;
import mesh.application.MeshSettings;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.message.Delivery;
import mesh.domain.message.Message;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkSessionTest {
    private static final String HELLO = "{\"hello\":{\"protocol\":1,\"client\":\"test\"}}";
    private static final PeerId NOBODY = new PeerId("00000000-0000-4000-8000-000000000000");

    private final AtomicLong nanos = new AtomicLong();
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(2);
    private final LocalProcesses processes = new LocalProcesses();
    private final MeshServices services = MeshServices.on(new MemoryStore())
            .paths(new LocalPaths(processes.host()))
            .processes(processes)
            .peerKey(new byte[16])
            .settings(MeshSettings.DEFAULT.withoutRateLimit())
            .build();
    private final Mesh mesh = services.mesh();
    private final LinkServer server =
            new LinkServer(new Calls(mesh, background), mesh, "2.0", InstantSource.system(), nanos::get, background);
    private final RecordingChannel channel = new RecordingChannel();
    private final LinkSession session = server.open(channel);

    @AfterEach
    void stop() {
        server.close();
        services.close();
        background.shutdownNow();
    }

    private void receive(LinkSession to, String frame) {
        to.received(frame.getBytes(UTF_8), false);
    }

    private void receive(String frame) {
        receive(session, frame);
    }

    private PeerId join() {
        return join(false).peer().id();
    }

    private Registered join(boolean authenticated) {
        return mesh.peers()
                .register(new Registration(
                        ProcessHandle.current().pid(),
                        "/project",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        AgentType.UNKNOWN,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        authenticated));
    }

    private static String hello(PeerId peer, String more) {
        return "{\"hello\":{\"protocol\":1,\"client\":\"test\",\"peerId\":\"" + peer + "\"" + more + "}}";
    }

    private Message send(PeerId from, PeerId to, String text) {
        SendOutcome outcome = mesh.messages().send(SendMessage.text(from, new Recipient.One(to.value()), text));
        return ((SendOutcome.Sent) outcome).messages().get(0);
    }

    private void assertBye(String code) throws InterruptedException {
        assertEquals(code, channel.next("bye").object("bye").string("code"));
        assertTrue(channel.isClosing());
        session.ended(); // as the connection's thread says when all is sent
        assertEquals(0, server.size());
    }

    @Test
    void helloIsAnsweredWithVersionAndNewestSequence() throws Exception {
        PeerId peer = join();

        receive(HELLO);

        JsonObject welcome = channel.next().object("welcome");
        assertEquals(1, welcome.integer("protocol"));
        assertEquals("2.0", welcome.string("version"));
        assertEquals(Optional.empty(), welcome.optString("peerId"));
        assertEquals(1, welcome.integer("seq"));
        assertFalse(server.peers().isLinked(peer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ping\":1}", "{\"id\":1,\"call\":\"status\",\"body\":{}}", "{}"})
    void nothingIsDoneBeforeTheHello(String frame) throws Exception {
        receive(frame);

        assertBye("hello_expected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "[]",
                "{\"hello\":7}",
                "{\"hello\":{}}",
                "{\"hello\":{\"protocol\":1,\"peerId\":\"x\"}}",
                "{\"hello\":{\"protocol\":1,\"since\":-1}}",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1,\"a\":2}"
            })
    void aFirstFrameThatMakesNoSenseEndsTheLink(String frame) throws Exception {
        receive(frame);

        String code = channel.next("bye").object("bye").string("code");
        assertTrue(List.of("invalid_frame", "hello_expected").contains(code), code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"call\":\"status\"}",
                "{\"id\":\"7\",\"call\":\"status\"}",
                "{\"id\":1,\"call\":7}",
                "{\"id\":1,\"call\":\"status\",\"body\":[]}",
                "{\"ack\":-1}",
                "{\"cancel\":\"x\"}",
                "{\"ping\":1.5}",
                "\u0000",
                "{\"id\":1,\"call\":\"status\",\"peerToken\":3}"
            })
    void aLaterFrameThatMakesNoSenseEndsTheLink(String frame) throws Exception {
        receive(HELLO);

        receive(frame);

        assertBye("invalid_frame");
    }

    @Test
    void anotherProtocolIsRefusedWithTheOneThatIsSpoken() throws Exception {
        receive("{\"hello\":{\"protocol\":2,\"client\":\"test\"}}");

        JsonObject bye = channel.next().object("bye");
        assertEquals("unsupported_protocol", bye.string("code"));
        assertTrue(bye.string("error").contains("protocol 1"), bye.string("error"));
    }

    @Test
    void framesOfUnknownKindArePassedOver() throws Exception {
        receive(HELLO);
        channel.next("welcome");

        receive("{\"novelty\":1}");
        receive("{\"ack\":1}");
        receive("{\"ping\":5}");

        assertEquals(5, channel.next().integer("pong"));
    }

    @Test
    void callsAreAnsweredByTheirNumber() throws Exception {
        receive(HELLO);

        receive("{\"id\":7,\"call\":\"status\",\"body\":{}}");
        receive("{\"id\":8,\"call\":\"nonsense\"}");

        JsonObject answer = channel.next("status");
        assertEquals(7, answer.integer("id"));
        assertEquals(200, answer.integer("status"));
        assertTrue(answer.object("body").bool("ok"));
        JsonObject refusal = channel.next("status");
        assertEquals(8, refusal.integer("id"));
        assertEquals(404, refusal.integer("status"));
        assertEquals("not_found", refusal.object("body").string("code"));
    }

    @Test
    void aPeersTokenIsShownOnceInTheHelloOrWithEachCall() throws Exception {
        Registered peer = join(true);
        String body = ",\"body\":{\"peerId\":\"" + peer.peer().id() + "\"}";
        receive(HELLO);
        receive("{\"id\":1,\"call\":\"heartbeat\"" + body + "}");
        assertEquals(403, channel.next("status").integer("status"));
        receive("{\"id\":2,\"call\":\"heartbeat\"" + body + ",\"peerToken\":\"" + peer.token() + "\"}");
        assertEquals(200, channel.next("status").integer("status"));

        receive(hello(peer.peer().id(), ",\"peerToken\":\"" + peer.token() + "\""));
        receive("{\"id\":3,\"call\":\"heartbeat\"" + body + "}");

        assertEquals(200, channel.next("status").integer("status"));
    }

    @Test
    void aPeerIsFollowedByItselfAlone() throws Exception {
        receive(hello(join(true).peer().id(), ",\"peerToken\":\"wrong\""));

        assertBye("forbidden");
    }

    @Test
    void aPeerThatIsNotThereIsRefused() throws Exception {
        receive(hello(NOBODY, ""));

        assertBye("unknown_peer");
    }

    @Test
    void aMessageIsPushedWholeAndCountsAsDeliveredOnceItIsAcknowledged() throws Exception {
        PeerId from = join();
        PeerId to = join();
        receive(hello(to, ""));
        assertTrue(server.peers().isLinked(to));

        Message message = send(from, to, "hello\nthere");

        JsonObject push = channel.next("push");
        assertEquals("message", push.string("push"));
        assertEquals(message.seq().value(), push.integer("seq"));
        assertEquals("hello\nthere", push.object("body").string("payload"));
        assertEquals(Delivery.QUEUED, delivery(from, message));
        receive("{\"ack\":" + message.seq().value() + "}");
        eventually("it is delivered", () -> delivery(from, message) == Delivery.DELIVERED);
    }

    private Delivery delivery(PeerId asker, Message message) {
        return mesh.messages().find(asker, message.id()).orElseThrow().delivery();
    }

    @Test
    void helloResumesAfterWhatTheClientHas() throws Exception {
        PeerId from = join();
        PeerId to = join();
        Message first = send(from, to, "first");
        send(from, to, "second");

        receive(hello(to, ",\"since\":" + first.seq().value()));
        assertEquals("second", channel.next("push").object("body").string("payload"));
        send(from, to, "third");

        assertEquals("third", channel.next("push").object("body").string("payload"));
    }

    @Test
    void aSequenceThatIsYetToComeIsOfAnotherStoreAndAllIsToldAgain() throws Exception {
        PeerId from = join();
        PeerId to = join();
        send(from, to, "first");

        receive(hello(to, ",\"since\":1000000"));

        assertEquals("first", channel.next("push").object("body").string("payload"));
    }

    @Test
    void whoReadsTooSlowlyIsSentAwayAndCanResume() throws Exception {
        PeerId from = join();
        PeerId to = join();
        channel.limitTo(3); // the welcome and two messages
        receive(hello(to, ""));
        Message second = null;
        for (int i = 1; i <= 5; i++) {
            Message sent = send(from, to, "message " + i);
            if (i == 2) second = sent;
        }

        assertBye("slow_consumer");

        RecordingChannel next = new RecordingChannel();
        receive(server.open(next), hello(to, ",\"since\":" + second.seq().value()));
        assertEquals("message 3", next.next("push").object("body").string("payload"));
    }

    @Test
    void aNewerLinkOfAPeerReplacesTheOlder() throws Exception {
        PeerId from = join();
        PeerId to = join();
        receive(hello(to, ""));
        RecordingChannel newer = new RecordingChannel();

        receive(server.open(newer), hello(to, ""));
        send(from, to, "hello");

        assertEquals("replaced", channel.next("bye").object("bye").string("code"));
        assertEquals("hello", newer.next("push").object("body").string("payload"));
        assertTrue(server.peers().isLinked(to));
    }

    @Test
    void aSecondHelloNamesAnotherPeerOrNone() throws Exception {
        PeerId from = join();
        PeerId to = join();
        receive(hello(to, ""));
        channel.next("welcome");

        receive(HELLO);
        channel.next("welcome");
        send(from, to, "hello");

        assertFalse(server.peers().isLinked(to));
        assertTrue(channel.isQuiet());
        assertFalse(channel.isClosing());
    }

    @Test
    void eventsAreFollowedByACallThatEndsWhenItIsCancelled() throws Exception {
        receive(HELLO);
        receive("{\"id\":5,\"call\":\"events/follow\",\"body\":{\"types\":[\"peer_joined\"]}}");
        assertTrue(channel.next("status").object("body").bool("ok"));

        join();
        JsonObject push = channel.next("push");
        assertEquals(5, push.integer("follow"));
        assertEquals("peer_update", push.string("push"));
        assertEquals("peer_joined", push.object("body").string("type"));
        receive("{\"cancel\":5}");
        assertEquals("cancelled", channel.next("status").object("body").string("code"));
        join();

        assertTrue(channel.isQuiet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"types\":[\"NO\"]}", "{\"types\":7}", "{\"since\":-1}"})
    void aFollowThatCannotBeIsRefused(String body) throws Exception {
        receive(HELLO);

        receive("{\"id\":5,\"call\":\"events/follow\",\"body\":" + body + "}");

        assertEquals("invalid_input", channel.next("status").object("body").string("code"));
    }

    @Test
    void followsAreLimited() throws Exception {
        receive(HELLO);
        for (int id = 1; id <= LinkSession.MAX_FOLLOWS; id++) {
            receive("{\"id\":" + id + ",\"call\":\"events/follow\"}");
            assertEquals(200, channel.next("status").integer("status"));
        }

        receive("{\"id\":99,\"call\":\"events/follow\"}");

        assertEquals(400, channel.next("status").integer("status"));
    }

    private String lockCall(int id, PeerId peer) {
        return "{\"id\":" + id + ",\"call\":\"lock\",\"body\":{\"action\":\"lock\",\"peerId\":\"" + peer
                + "\",\"filePath\":\"file\",\"waitMs\":40000}}";
    }

    @Test
    void aWaitIsCancelledByItsNumberAndNothingComesOfIt() throws Exception {
        PeerId holder = join();
        PeerId waiter = join();
        mesh.locks().acquire(AcquireLock.exclusive(holder, "file"));
        receive(HELLO);
        receive(lockCall(3, waiter));

        receive("{\"cancel\":3}");
        receive("{\"cancel\":99}");

        JsonObject answer = channel.next("status");
        assertEquals(3, answer.integer("id"));
        assertEquals("cancelled", answer.object("body").string("code"));
        mesh.locks().release(ReleaseLock.of(holder, "file"));
        assertEquals(List.of(), mesh.locks().list(LockQuery.ALL));
    }

    @Test
    void waitsEndWithTheirLink() throws Exception {
        PeerId holder = join();
        PeerId waiter = join();
        mesh.locks().acquire(AcquireLock.exclusive(holder, "file"));
        receive(HELLO);
        receive(lockCall(3, waiter));
        assertEquals(List.of(waiter), mesh.locks().list(LockQuery.ALL).get(0).waiters());

        session.ended();

        eventually(
                "nobody waits",
                () -> mesh.locks().list(LockQuery.ALL).get(0).waiters().isEmpty());
    }

    @Test
    void theNumberOfACallUnderWayCannotBeUsedAgain() throws Exception {
        PeerId holder = join();
        mesh.locks().acquire(AcquireLock.exclusive(holder, "file"));
        receive(HELLO);
        receive(lockCall(3, join()));

        receive("{\"id\":3,\"call\":\"status\"}");

        assertBye("invalid_frame");
    }

    @Test
    void theEndOfALinkHasThePeersProcessLookedAt() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        PeerId peer = mesh.peers()
                .register(Registration.of(child.pid(), "/project"))
                .peer()
                .id();
        receive(hello(peer, ""));
        child.destroyForcibly().waitFor();

        session.ended();

        assertEquals(Optional.empty(), mesh.peers().find(peer));
    }

    @Test
    void whoeverCommitsDoesNotClearUpAfterASlowClient() throws Exception {
        PeerId from = join();
        Process child = new ProcessBuilder("sleep", "60").start();
        PeerId to = mesh.peers()
                .register(Registration.of(child.pid(), "/project"))
                .peer()
                .id();
        receive(hello(to, ""));
        child.destroyForcibly().waitFor();
        channel.limitTo(0);

        send(from, to, "hello");

        assertTrue(channel.isClosing());
        assertFalse(server.peers().isLinked(to));
        assertTrue(mesh.peers().find(to).isPresent());
        session.ended();
        assertEquals(Optional.empty(), mesh.peers().find(to));
    }

    @Test
    void aSilentClientIsAskedAndThenGivenUp() throws Exception {
        receive(HELLO);
        channel.next("welcome");
        pass(Duration.ofSeconds(14));
        assertTrue(channel.isQuiet());

        pass(Duration.ofSeconds(2));
        long number = channel.next().integer("ping");
        receive("{\"pong\":" + number + "}");
        pass(Duration.ofSeconds(40));
        channel.next("ping");
        assertFalse(channel.isClosing());
        pass(Duration.ofSeconds(6));

        assertBye("silent");
    }

    @Test
    void aClientThatNeverSaysHelloIsGivenUp() throws Exception {
        pass(Duration.ofSeconds(4));
        assertFalse(channel.isClosing());

        pass(Duration.ofSeconds(2));

        assertBye("hello_expected");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        server.tick();
    }

    @Test
    void closingTellsEveryClientAndTakesNoMoreCalls() throws Exception {
        receive(hello(join(), ""));
        channel.next("welcome");

        server.close();

        assertEquals("shutdown", channel.next().string("push"));
        assertEquals("shutting_down", channel.next("bye").object("bye").string("code"));
        RecordingChannel late = new RecordingChannel();
        server.open(late);
        assertEquals("shutting_down", late.next("bye").object("bye").string("code"));
    }

    @Test
    void aFrameIsOneLineWhateverAnEventHolds() throws Exception {
        PeerId peer = join();
        receive(HELLO);
        receive("{\"id\":1,\"call\":\"events/follow\"}");
        channel.next("status");
        mesh.events().emit(new EmitEvent(peer, new EventType("spread"), new EventPayload("{\n \"a\":\n \"b\\n\"}")));

        assertEquals(
                "b\n", channel.next("push").object("body").object("payload").string("a"));
        receive("{\"id\":2,\"call\":\"events\",\"body\":{\"since\":0}}");
        assertEquals(200, channel.next("status").integer("status"));
    }
}
