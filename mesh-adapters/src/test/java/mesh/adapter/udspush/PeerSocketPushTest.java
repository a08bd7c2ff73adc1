package mesh.adapter.udspush;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import mesh.domain.event.EventPattern;
import mesh.domain.message.Delivery;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.testing.TestMesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PeerSocketPushTest {
    @TempDir
    Path folder;

    private final TestMesh mesh = new TestMesh();
    private Path peers;
    private PeerSocketPush push;

    @BeforeEach
    void start() throws IOException {
        peers = Files.createDirectory(folder.resolve("peers"));
        push = new PeerSocketPush(mesh.mesh(), "here", peers).start();
    }

    @AfterEach
    void stop() {
        push.close();
        mesh.close();
    }

    /** An older client: a socket that it listens on, and what the broker wrote to it. */
    private static final class Listener implements AutoCloseable {
        private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private Optional<BufferedReader> lines = Optional.empty();

        Listener(Path path) throws IOException {
            server.bind(UnixDomainSocketAddress.of(path));
        }

        JsonObject next() throws IOException {
            if (lines.isEmpty()) {
                SocketChannel accepted = server.accept();
                lines = Optional.of(new BufferedReader(Channels.newReader(accepted, StandardCharsets.UTF_8)));
            }
            return JsonObject.parse(lines.get().readLine());
        }

        @Override
        public void close() throws IOException {
            if (lines.isPresent()) lines.get().close();
            server.close();
        }
    }

    private PeerId join(Path socket) {
        Registration older = new Registration(
                7,
                "/repo",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AgentType.UNKNOWN,
                Optional.empty(),
                Optional.of(socket.toString()),
                Optional.empty(),
                false);
        return mesh.mesh().peers().register(older).peer().id();
    }

    private void send(PeerId to, String text) {
        mesh.mesh().messages().send(SendMessage.text(PeerId.CLI, Recipient.parse(to.value()), text));
    }

    @Test
    void messageArrivesAsALineWithTheOlderNamesAndIsNotCalledDelivered() throws IOException {
        try (Listener listener = new Listener(peers.resolve("a.sock"))) {
            PeerId peer = join(peers.resolve("a.sock"));
            awaitFollower();
            send(peer, "hello\nyou");
            JsonObject line = listener.next();
            assertEquals("message", line.string("type"));
            assertTrue(line.instant("timestamp").equals(TestMesh.START));
            JsonObject payload = line.object("payload");
            assertEquals("hello\nyou", payload.string("text"));
            assertEquals("cli", payload.string("fromPeer"));
            assertEquals(payload.string("id"), payload.string("messageId"));
            assertEquals(
                    Delivery.QUEUED,
                    mesh.mesh()
                            .messages()
                            .read(InboxQuery.peek(peer))
                            .messages()
                            .get(0)
                            .delivery());
        }
    }

    @Test
    void subscribedEventsArriveUnderTheirOlderKinds() throws IOException {
        try (Listener listener = new Listener(peers.resolve("a.sock"))) {
            PeerId peer = join(peers.resolve("a.sock"));
            awaitFollower();
            mesh.mesh().events().subscribe(peer, Set.of(EventPattern.EVERYTHING));
            mesh.join("late");
            JsonObject line = listener.next();
            assertEquals("peer_update", line.string("type"));
            assertEquals("peer_joined", line.object("payload").string("eventType"));
        }
    }

    @Test
    void clientThatListensLateGetsWhatCameBefore() throws IOException {
        PeerId peer = join(peers.resolve("late.sock"));
        awaitFollower();
        send(peer, "one");
        send(peer, "two");
        try (Listener listener = new Listener(peers.resolve("late.sock"))) {
            assertEquals("one", listener.next().object("payload").string("text"));
            assertEquals("two", listener.next().object("payload").string("text"));
        }
    }

    @Test
    void moreThanTheQueueHoldsIsReadBackAndArrivesInOrder() throws IOException {
        PeerId peer = join(peers.resolve("busy.sock"));
        awaitFollower();
        for (int i = 0; i < 2_500; i++) send(peer, Integer.toString(i));
        try (Listener listener = new Listener(peers.resolve("busy.sock"))) {
            for (int i = 0; i < 2_500; i++)
                assertEquals(
                        Integer.toString(i), listener.next().object("payload").string("text"));
        }
    }

    @Test
    void leavingEndsThePush() throws IOException {
        PeerId peer = join(peers.resolve("a.sock"));
        awaitFollower();
        mesh.mesh().peers().unregister(peer);
        awaitFollowers(1);
    }

    @Test
    void onlySocketsInTheFolderAreEverConnectedTo() throws IOException {
        Path outside = folder.resolve("outside.sock");
        Files.createSymbolicLink(peers.resolve("link.sock"), outside);
        Path below = Files.createDirectory(peers.resolve("below"));
        Files.createSymbolicLink(folder.resolve("alias"), peers);
        for (Path bad : new Path[] {
            outside,
            peers.resolve("link.sock"),
            below.resolve("x.sock"),
            peers.resolve("../outside.sock"),
            peers.resolve("..")
        }) assertThrows(InvalidInput.class, () -> PeerSocket.check(peers, bad.toString()), bad.toString());
        assertThrows(InvalidInput.class, () -> PeerSocket.check(peers, "relative.sock"));
        assertThrows(
                InvalidInput.class,
                () -> PeerSocket.check(peers, peers.resolve("x".repeat(120)).toString()));
        Path same = folder.resolve("alias").resolve("a.sock");
        assertEquals(same, PeerSocket.check(peers, same.toString()));
    }

    /** Until the socket's own follower is there beside the one that looks out for peers. */
    private void awaitFollower() {
        awaitFollowers(2);
    }

    private void awaitFollowers(int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (mesh.services().followers() != count) {
            assertTrue(
                    System.nanoTime() < deadline,
                    "followers: " + mesh.services().followers());
            Thread.onSpinWait();
        }
    }
}
