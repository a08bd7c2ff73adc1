package mesh.adapter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.link.FrameStream;
import mesh.adapter.link.LinkServer;
import mesh.adapter.websocket.HubUnreachable.Reason;
import mesh.adapter.wire.Calls;
import mesh.domain.Notice;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.testing.TestMesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A remote mesh over TLS, and what a client is told when it does not come about. */
@Timeout(60)
class WebSocketClientTest {
    private static final String SECRET = "a-secret-of-enough-characters";
    private static final String LOCALHOST = InetAddress.getLoopbackAddress().getHostAddress();

    private final TestMesh mesh = new TestMesh();
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    private final HubIdentity identity = HubIdentity.make();
    private LinkServer links;
    private WebSocketServer server;

    @BeforeEach
    void start() throws IOException {
        links = new LinkServer(
                new Calls(mesh.mesh(), Runnable::run), mesh.mesh(), "test", mesh::now, System::nanoTime, background);
        server = WebSocketServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> SECRET,
                identity::serverContext,
                links,
                System::nanoTime);
    }

    @AfterEach
    void stop() {
        links.close();
        server.close();
        background.shutdownNow();
        mesh.close();
    }

    private int port() {
        return server.address().getPort();
    }

    private static Reason reason(WebSocketClient client, int port) {
        return assertThrows(HubUnreachable.class, () -> client.connect(LOCALHOST, port))
                .reason();
    }

    @Test
    void callsAndPushComeThroughTls() throws Exception {
        callsAndPushComeThrough(WebSocketClient.pinned(identity.pin(), SECRET));
    }

    @Test
    void callsAndPushComeThroughLoopbackWithoutTls() throws Exception {
        callsAndPushComeThrough(WebSocketClient.loopback(SECRET));
    }

    private void callsAndPushComeThrough(WebSocketClient client) throws Exception {
        PeerId here = mesh.join("here");
        try (RemoteMesh remote = new RemoteMesh(() -> client.connect(LOCALHOST, port()), ClientSettings.of("test"))) {
            PeerId there = remote.mesh()
                    .peers()
                    .register(Registration.of(4242, "/repo"))
                    .peer()
                    .id();
            BlockingQueue<Notice> pushed = new LinkedBlockingQueue<>();
            remote.mesh().events().follow(there, Optional.empty(), pushed::add);
            String big = "\u00fc".repeat(32 * 1024);
            mesh.mesh().messages().send(SendMessage.text(here, Recipient.parse(there.value()), big));
            Notice.OfMessage told = (Notice.OfMessage) pushed.poll(10, TimeUnit.SECONDS);
            assertEquals(big, told.message().payload());
            remote.mesh().messages().send(SendMessage.text(there, Recipient.parse(here.value()), big));
            assertEquals(1, mesh.mesh().messages().unread(here));
        }
    }

    @Test
    void aWrongSecretIsSaidToBeOne() {
        WebSocketClient client = WebSocketClient.pinned(identity.pin(), SECRET + "?");
        HubUnreachable refused = assertThrows(HubUnreachable.class, () -> client.connect(LOCALHOST, port()));
        assertEquals(Reason.WRONG_SECRET, refused.reason());
        assertTrue(refused.getMessage().contains("401"), refused.getMessage());
        assertTrue(refused.getMessage().contains("slm-mesh invite"), refused.getMessage());
    }

    @Test
    void anotherKeyIsSaidToBeOneAndIsShownNoSecret() {
        assertEquals(
                Reason.WRONG_KEY,
                reason(WebSocketClient.pinned(HubIdentity.make().pin(), SECRET), port()));
        assertEquals(0, server.size());
    }

    @Test
    void aClosedPortIsSaidToBeOne() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertEquals(Reason.CLOSED_PORT, reason(WebSocketClient.pinned(identity.pin(), SECRET), free));
    }

    @Test
    void whatIsNoHubIsSaidToBeNone() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                while (!other.isClosed()) {
                    try (Socket visitor = other.accept()) { // who finds the connection closed early comes once more
                        visitor.getInputStream().read(new byte[8 * 1024]);
                        visitor.getOutputStream().write("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n".getBytes());
                    } catch (IOException e) {
                        // The visitor has gone, or the test is over.
                    }
                }
            });
            answering.setDaemon(true);
            answering.start();
            assertEquals(
                    Reason.NOT_A_HUB, reason(WebSocketClient.pinned(identity.pin(), SECRET), other.getLocalPort()));
            assertEquals(Reason.NOT_A_HUB, reason(WebSocketClient.loopback(SECRET), other.getLocalPort()));
        }
    }

    @Test
    void silenceIsSaidToBeNoAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    Reason.NO_ANSWER, reason(WebSocketClient.pinned(identity.pin(), SECRET), silent.getLocalPort()));
        }
    }

    @Test
    void closingEndsWhoeverWaitsAndTheHubNotices() throws Exception {
        FrameStream stream = WebSocketClient.pinned(identity.pin(), SECRET).connect(LOCALHOST, port());
        Thread closer = new Thread(stream::close);
        closer.start();
        assertNull(stream.receive());
        closer.join();
        long patience = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (server.size() > 0 && System.nanoTime() < patience) Thread.onSpinWait();
        assertEquals(0, server.size());
        assertThrows(IOException.class, () -> stream.send("{}\n".getBytes()));
    }
}
