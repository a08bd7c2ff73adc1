package mesh.adapter.client;

import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.InboxQuery.Filter;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a mesh says of peers and messages, wherever it is asked. */
abstract class PeersAndMessagesContract {
    private static final PeerId NOBODY = new PeerId("00000000-0000-4000-8000-000000000000");

    private TestBroker broker;
    private Mesh mesh;

    @BeforeEach
    void start() {
        broker = new TestBroker();
        mesh = meshOf(broker);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** The way to the mesh that is tried. */
    abstract Mesh meshOf(TestBroker broker);

    private static Registration wish(String name, String project, Optional<String> session, boolean authenticated) {
        return new Registration(
                ProcessHandle.current().pid(),
                project,
                Optional.of("/repo"),
                Optional.of("main"),
                Optional.of("repository-1"),
                Optional.empty(),
                AgentType.CODEX,
                Optional.of(new PeerName(name)),
                Optional.empty(),
                session,
                authenticated);
    }

    private PeerId join(String name) {
        return mesh.peers()
                .register(wish(name, "/project", Optional.empty(), false))
                .peer()
                .id();
    }

    @Test
    void aRegisteredPeerIsSeenAsItDescribedItself() {
        Registered registered = mesh.peers().register(wish("otter", "/project", Optional.of("session-1"), true));

        LivePeer seen = mesh.peers().find(registered.peer().id()).orElseThrow();
        assertEquals("otter", seen.peer().name().value());
        assertEquals("/project", seen.peer().projectPath());
        assertEquals(Optional.of("/repo"), seen.peer().gitRoot());
        assertEquals(Optional.of("main"), seen.peer().gitBranch());
        assertEquals(Optional.of("repository-1"), seen.peer().repository());
        assertEquals(AgentType.CODEX, seen.peer().agentType());
        assertEquals(registered.peer().host(), seen.peer().host());
        assertEquals(registered.peer().startedAt(), seen.peer().startedAt());
        assertTrue(seen.peer().authenticated());
        assertFalse(registered.resumed());
        assertFalse(registered.token().isEmpty());
    }

    @Test
    void theSameSessionComesBackAsTheSamePeer() {
        Registered first = mesh.peers().register(wish("otter", "/project", Optional.of("session-1"), true));
        mesh.peers().unregister(first.peer().id());

        Registered second = mesh.peers().register(wish("otter", "/project", Optional.of("session-1"), true));

        assertEquals(first.peer().id(), second.peer().id());
        assertEquals(first.token(), second.token());
        assertTrue(second.resumed());
    }

    @Test
    void leavingTwiceIsNoError() {
        PeerId peer = join("otter");

        mesh.peers().unregister(peer);
        mesh.peers().unregister(peer);

        assertEquals(Optional.empty(), mesh.peers().find(peer));
        Refusal.UnknownPeer refusal =
                assertThrows(Refusal.UnknownPeer.class, () -> mesh.peers().summarize(peer, "gone"));
        assertTrue(refusal.getMessage().contains(peer.value()), refusal.getMessage());
    }

    @Test
    void peersAreListedByScope() {
        PeerId one = join("otter");
        PeerId two = mesh.peers()
                .register(wish("badger", "/elsewhere", Optional.empty(), false))
                .peer()
                .id();

        assertEquals(List.of(two, one), ids(mesh.peers().list(PeerQuery.EVERYONE)));
        assertEquals(List.of(two), ids(mesh.peers().list(PeerQuery.around(one, PeerScope.REPO))));
        assertEquals(List.of(), ids(mesh.peers().list(PeerQuery.around(one, PeerScope.DIRECTORY))));
        assertThrows(Refusal.UnknownPeer.class, () -> mesh.peers().list(PeerQuery.around(NOBODY, PeerScope.DIRECTORY)));
    }

    private static List<PeerId> ids(List<LivePeer> peers) {
        return peers.stream().map(live -> live.peer().id()).toList();
    }

    @Test
    void thePersonAtTheTerminalIsAlwaysThere() {
        assertEquals(
                PeerId.CLI, mesh.peers().find(PeerId.CLI).orElseThrow().peer().id());
        assertEquals(0, mesh.peers().heartbeat(PeerId.CLI));
    }

    @Test
    void aSummaryIsShownAndHasALimit() {
        PeerId peer = join("otter");

        mesh.peers().summarize(peer, "Mends the parser");

        assertEquals(
                "Mends the parser", mesh.peers().find(peer).orElseThrow().peer().summary());
        InvalidInput refused =
                assertThrows(InvalidInput.class, () -> mesh.peers().summarize(peer, "x".repeat(2_501)));
        assertEquals("summary", refused.field());
        assertEquals("summary must have 0 to 2500 characters, it has 2501", refused.getMessage());
    }

    @Test
    void anAuthenticatedPeerIsAdmittedWithItsTokenAlone() {
        Registered peer = mesh.peers().register(wish("otter", "/project", Optional.empty(), true));
        PeerId id = peer.peer().id();

        mesh.peers().admit(id, Optional.of(peer.token()), false);
        assertThrows(Refusal.Forbidden.class, () -> mesh.peers().admit(id, Optional.empty(), false));
        assertThrows(Refusal.Forbidden.class, () -> mesh.peers().admit(id, Optional.of("wrong"), false));
        assertThrows(Refusal.UnknownPeer.class, () -> mesh.peers().admit(NOBODY, Optional.empty(), false));
        mesh.peers().suspect(id);
        assertTrue(mesh.peers().find(id).isPresent());
    }

    @Test
    void aMessageReachesOnePeerByItsName() {
        PeerId from = join("otter");
        PeerId to = join("badger");

        Message sent = send(from, "badger", "hello \u00e4\u20ac\ud83e\udda6")
                .messages()
                .get(0);

        Inbox inbox = mesh.messages().read(InboxQuery.peek(to));
        assertEquals(List.of(sent), inbox.messages());
        assertEquals(0, inbox.remaining());
        assertEquals(Optional.of(sent), mesh.messages().find(from, sent.id()));
        assertEquals(Optional.empty(), mesh.messages().find(join("mole"), sent.id()));
        assertEquals(1, mesh.messages().unread(to));
        assertEquals(1, mesh.peers().heartbeat(to));
    }

    private SendOutcome.Sent send(PeerId from, String to, String text) {
        return assertInstanceOf(
                SendOutcome.Sent.class, mesh.messages().send(SendMessage.text(from, Recipient.parse(to), text)));
    }

    @Test
    void aBroadcastIsAMessageForEachButItsSender() {
        PeerId from = join("otter");
        PeerId one = join("badger");
        PeerId two = join("mole");

        SendOutcome.Sent sent = send(from, "all", "hello");

        assertTrue(sent.broadcast());
        assertEquals(
                Set.of(one, two),
                Set.copyOf(sent.messages().stream().map(Message::toPeer).toList()));
        assertEquals(
                Set.copyOf(sent.messages()),
                Set.copyOf(mesh.messages()
                        .read(new InboxQuery(from, Filter.SENT, Optional.empty(), 10, true))
                        .messages()));
        assertEquals(List.of(), send(from, "agent:aider", "anybody?").messages());
    }

    @Test
    void anUnknownRecipientIsAnsweredWithTheNearestNames() {
        PeerId from = join("otter");
        join("badger");

        SendOutcome outcome = mesh.messages().send(SendMessage.text(from, Recipient.parse("badgre"), "hello"));

        assertEquals(new SendOutcome.UnknownRecipient("badgre", List.of("badger")), outcome);
        assertThrows(
                Refusal.UnknownPeer.class,
                () -> mesh.messages().send(SendMessage.text(NOBODY, Recipient.parse("all"), "hello")));
    }

    @Test
    void sendingAgainWithTheSameKeyIsTheSameMessage() {
        PeerId from = join("otter");
        PeerId to = join("badger");
        SendMessage request = new SendMessage(
                from,
                new Recipient.One(to.value()),
                "{\"a\":1}",
                MessageType.JSON,
                Optional.of(new MessageId("00000000-0000-7000-8000-000000000001")),
                Optional.of("key"));

        SendOutcome first = mesh.messages().send(request);
        SendOutcome second = mesh.messages().send(request);

        assertEquals(first, second);
        assertEquals(1, mesh.messages().unread(to));
    }

    @Test
    void readingMarksAsReadAndSaysWhatRemains() {
        PeerId from = join("otter");
        PeerId to = join("badger");
        for (int i = 1; i <= 3; i++) send(from, "badger", "message " + i);

        Inbox inbox = mesh.messages().read(new InboxQuery(to, Filter.UNREAD, Optional.of(from), 2, false));

        assertEquals(
                List.of("message 1", "message 2"),
                inbox.messages().stream().map(Message::payload).toList());
        assertEquals(1, inbox.remaining());
        assertEquals(Delivery.READ, inbox.messages().get(0).delivery());
        assertEquals(
                List.of("message 3", "message 2", "message 1"),
                mesh.messages().read(new InboxQuery(to, Filter.ALL, Optional.empty(), 10, true)).messages().stream()
                        .map(Message::payload)
                        .toList());
        assertThrows(Refusal.UnknownPeer.class, () -> mesh.messages().read(InboxQuery.peek(NOBODY)));
    }

    @Test
    void whatBecameOfAMessageIsSeenByItsSender() {
        PeerId from = join("otter");
        PeerId to = join("badger");
        Message first = send(from, "badger", "one").messages().get(0);
        Message second = send(from, "badger", "two").messages().get(0);

        mesh.messages().deliveredUpTo(to, first.seq());
        assertEquals(1, mesh.messages().acknowledge(to, List.of(second.id()), Delivery.READ));
        assertEquals(0, mesh.messages().acknowledge(to, List.of(second.id()), Delivery.DELIVERED));

        eventually("the first is delivered", () -> delivery(from, first) == Delivery.DELIVERED);
        assertEquals(Delivery.READ, delivery(from, second));
        InvalidInput refused = assertThrows(
                InvalidInput.class, () -> mesh.messages().acknowledge(to, List.of(first.id()), Delivery.QUEUED));
        assertEquals("state", refused.field());
    }

    @Test
    void aLongBacklogIsConfirmedAtOnce() {
        PeerId from = join("otter");
        PeerId to = join("badger");
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 600; i++) sent.addAll(send(from, "badger", "again").messages());

        mesh.messages().deliveredUpTo(to, sent.get(400).seq());
        mesh.messages().deliveredUpTo(to, sent.get(598).seq());

        for (Message message : sent.subList(0, 599))
            eventually("it is delivered", () -> delivery(from, message) == Delivery.DELIVERED);
        assertEquals(Delivery.QUEUED, delivery(from, sent.get(599)));
    }

    private Delivery delivery(PeerId asker, Message message) {
        return mesh.messages().find(asker, message.id()).orElseThrow().delivery();
    }

    @Test
    void awaitingEndsWithTheMessage() throws Exception {
        PeerId from = join("otter");
        PeerId to = join("badger");
        CompletableFuture<Inbox> awaited = mesh.messages().await(InboxQuery.unread(to), Duration.ofSeconds(40));
        assertFalse(awaited.isDone());

        Message sent = send(from, "badger", "hello").messages().get(0);

        Inbox inbox = awaited.get(20, TimeUnit.SECONDS);
        assertEquals(sent.id(), inbox.messages().get(0).id());
        assertEquals(Delivery.READ, inbox.messages().get(0).delivery());
        assertEquals(0, mesh.messages().unread(to));
    }

    @Test
    void awaitingEndsEmptyWhenTimeIsUp() throws Exception {
        PeerId to = join("badger");

        Inbox inbox = mesh.messages()
                .await(InboxQuery.peek(to), Duration.ofMillis(30))
                .get(20, TimeUnit.SECONDS);

        assertEquals(List.of(), inbox.messages());
        assertThrows(InvalidInput.class, () -> mesh.messages().await(InboxQuery.peek(to), Duration.ofSeconds(51)));
    }

    @Test
    void whoeverCancelsAWaitMarksNothing() {
        PeerId from = join("otter");
        PeerId to = join("badger");
        CompletableFuture<Inbox> awaited = mesh.messages().await(InboxQuery.unread(to), Duration.ofSeconds(40));

        assertTrue(awaited.cancel(false));
        send(from, "badger", "hello");

        assertTrue(awaited.isCancelled());
        assertEquals(1, mesh.messages().unread(to));
    }
}
