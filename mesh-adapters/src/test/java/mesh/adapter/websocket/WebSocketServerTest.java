package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocket;
import mesh.adapter.link.LinkServer;
import mesh.adapter.wire.Calls;
import mesh.adapter.wire.JsonObject;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.testing.TestMesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The port as strangers and as clients of the link meet it. */
@Timeout(60)
class WebSocketServerTest {
    private static final String SECRET = "correct horse battery staple".replace(' ', '-');

    private final TestMesh mesh = new TestMesh();
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    private final HubIdentity identity = HubIdentity.make();
    private volatile String secret = SECRET;
    private LinkServer links;
    private WebSocketServer server;

    @BeforeEach
    void start() throws IOException {
        links = new LinkServer(
                new Calls(mesh.mesh(), Runnable::run), mesh.mesh(), "test", mesh::now, System::nanoTime, background);
        server = WebSocketServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> secret,
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

    private String ask(String head) throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            return client.ask(head);
        }
    }

    private RawClient linked() throws IOException {
        RawClient client = RawClient.upgraded(server.address(), SECRET);
        client.text("{\"hello\":{\"protocol\":1,\"client\":\"test\"}}");
        assertTrue(receive(client).has("welcome"));
        return client;
    }

    private static JsonObject receive(RawClient client) throws IOException {
        return JsonObject.parse(client.receive().payload());
    }

    private static void assertHealthy(RawClient client) throws IOException {
        client.text("{\"id\":1,\"call\":\"health\"}");
        assertEquals(200, receive(client).integer("status"));
    }

    @Test
    void theHandshakeAnswersTheKeyOfTheRfc() throws IOException {
        String response = ask(RawClient.head(SECRET));
        assertTrue(response.startsWith("HTTP/1.1 101 "), response);
        assertTrue(response.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), response);
    }

    @Test
    void whoShowsNoSecretOrAWrongOneIsToldSoWith401() throws IOException {
        String missing = ask(RawClient.head(null));
        assertTrue(missing.startsWith("HTTP/1.1 401 Unauthorized\r\n"), missing);
        assertTrue(missing.contains("\"code\":\"unauthorized\""), missing);
        assertTrue(missing.contains("nothing was shown"), missing);
        String wrong = ask(RawClient.head(SECRET + "x"));
        assertTrue(wrong.startsWith("HTTP/1.1 401 Unauthorized\r\n"), wrong);
        assertTrue(wrong.contains("not this hub's shared secret"), wrong);
        assertFalse(wrong.contains(SECRET));
    }

    @Test
    void fiftyWrongSecretsAreAllRefusedWhileTheRightOneIsLetInAtOnce() throws IOException {
        List<RawClient> guessing = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                RawClient client = new RawClient(server.address());
                guessing.add(client);
                client.send(RawClient.head("guess-number-" + i + "-of-fifty").getBytes(UTF_8));
            }
            long before = System.nanoTime();
            try (RawClient friend = linked()) {
                assertHealthy(friend);
                assertTrue(System.nanoTime() - before < Duration.ofSeconds(1).toNanos(), "a friend had to wait");
            }
            for (RawClient client : guessing)
                assertTrue(client.ask("").startsWith("HTTP/1.1 401 "), "each is answered");
        } finally {
            for (RawClient client : guessing) client.close();
        }
    }

    @Test
    void eachWrongSecretOfAnAddressWaitsLongerUpToASecond() throws IOException {
        InetAddress stranger = InetAddress.getByName("192.0.2.7");
        long[] now = {0};
        WrongSecrets wrong = new WrongSecrets(() -> now[0]);
        assertEquals(Duration.ofMillis(20), wrong.count(stranger).delay());
        assertEquals(Duration.ofMillis(40), wrong.count(stranger).delay());
        for (int i = 0; i < 100; i++) wrong.count(stranger);
        assertEquals(WrongSecrets.MAX_DELAY, wrong.count(stranger).delay());
        assertEquals(
                Duration.ofMillis(20),
                wrong.count(InetAddress.getByName("192.0.2.8")).delay());
        now[0] += WrongSecrets.FORGOTTEN_AFTER.toNanos() + 1;
        assertEquals(Duration.ofMillis(20), wrong.count(stranger).delay());
    }

    @Test
    void headsThatCouldBeMisunderstoodAreRefused() throws IOException {
        String right = RawClient.head(SECRET);
        assertStatus(400, right.replace("Host: hub\r\n", ""));
        assertStatus(400, right.replace("Host: hub\r\n", "Host: hub\r\nHost: other\r\n"));
        assertStatus(400, right.replace("Host: hub\r\n", "Host: hub\n"));
        assertStatus(400, right.replace("Host: hub\r\n", "Host: hub\r\n folded\r\n"));
        assertStatus(400, right.replace("Host: hub\r\n", "Host : hub\r\n"));
        assertStatus(400, right.replace("Host: hub\r\n", "Host: h\u0000ub\r\n"));
        assertStatus(400, right.replace("HTTP/1.1", "HTTP/1.0"));
        assertStatus(400, right.replace("GET / ", "GET  "));
        assertStatus(400, right.replace("Sec-WebSocket-Key: ", "Sec-WebSocket-Key: x"));
        assertStatus(400, right.replace("Authorization: ", "Authorization: Bearer x\r\nAuthorization: "));
        assertStatus(403, right.replace("Host: hub\r\n", "Host: hub\r\nOrigin: https://example.org\r\n"));
        assertStatus(405, right.replace("GET ", "POST "));
        assertStatus(426, right.replace("Version: 13", "Version: 8"));
        assertStatus(426, right.replace("Upgrade: websocket", "Upgrade: h2c"));
        assertStatus(431, right.replace("\r\n\r\n", "\r\n" + "X: y\r\n".repeat(UpgradeRequest.MAX_HEADERS) + "\r\n"));
        assertStatus(
                431, right.replace("\r\n\r\n", "\r\nX: " + "y".repeat(UpgradeRequest.MAX_HEAD_BYTES) + "\r\n\r\n"));
    }

    private void assertStatus(int status, String head) throws IOException {
        String response = ask(head);
        assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
        assertTrue(response.contains("\"ok\":false"), response);
    }

    @Test
    void hundredsOfHalfOpenUpgradesKeepNobodyOut() throws IOException {
        List<RawClient> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * WebSocketServer.MAX_ARRIVING; i++) {
                RawClient client = new RawClient(server.address());
                halfOpen.add(client);
                client.send("GET / HTTP/1.1\r\nHost: hub\r\n".getBytes(UTF_8));
            }
            try (RawClient friend = linked()) {
                assertHealthy(friend);
            }
            RawClient youngest = halfOpen.get(halfOpen.size() - 1);
            assertEquals(-1, youngest.closeCode(), "is closed when its time is over");
        } finally {
            for (RawClient client : halfOpen) client.close();
        }
    }

    @Test
    void abuseIsClosedWithItsCodeAndOthersDoNotNotice() throws IOException {
        try (RawClient friend = linked()) {
            assertCloses(CloseCode.PROTOCOL_ERROR, Frame.of(Frame.TEXT, "{}".getBytes(UTF_8)));
            assertCloses(CloseCode.PROTOCOL_ERROR, RawClient.header(Frame.FINAL | Frame.TEXT, Long.MIN_VALUE));
            assertCloses(CloseCode.TOO_BIG, RawClient.header(Frame.FINAL | Frame.TEXT, Long.MAX_VALUE));
            assertCloses(CloseCode.NOT_UTF8, RawClient.frame(Frame.FINAL | Frame.TEXT, new byte[] {(byte) 0xff}));
            assertCloses(CloseCode.UNSUPPORTED_DATA, RawClient.frame(Frame.FINAL | Frame.BINARY, new byte[] {1}));
            assertHealthy(friend);
        }
    }

    private void assertCloses(int code, byte[] bytes) throws IOException {
        try (RawClient client = linked()) {
            client.send(bytes);
            assertEquals(code, client.closeCode());
            assertNull(client.receive(), "and then the connection ends");
        }
    }

    @Test
    void tenThousandFragmentsAreTooManyLongBeforeTheirEnd() throws IOException {
        try (RawClient friend = linked();
                RawClient client = linked()) {
            byte[] more = RawClient.frame(Frame.CONTINUATION, new byte[] {'x'});
            client.send(RawClient.frame(Frame.TEXT, new byte[] {'x'}));
            try {
                for (int i = 0; i < 10_000; i++) client.send(more);
            } catch (IOException e) {
                assertTrue(client.socket.isConnected(), "the server need not take them all");
            }
            assertEquals(CloseCode.TOO_BIG, client.closeCode());
            assertHealthy(friend);
        }
    }

    @Test
    void aPingIsAnsweredAndACloseIsAnsweredWithItsCode() throws IOException {
        try (RawClient client = linked()) {
            client.send(RawClient.frame(Frame.FINAL | Frame.PING, "tick".getBytes(UTF_8)));
            RawClient.Received pong = client.receive();
            assertEquals(Frame.PONG, pong.opcode());
            assertEquals("tick", pong.text());
            client.send(RawClient.frame(Frame.FINAL | Frame.CLOSE, new byte[] {3, (byte) 0xe8}));
            assertEquals(CloseCode.NORMAL, client.closeCode());
            assertNull(client.receive());
        }
    }

    @Test
    void aFrameThatTheLinkRefusesIsAnsweredWithByeAndThenClosed() throws IOException {
        try (RawClient client = linked()) {
            client.text("no json");
            assertEquals("invalid_frame", receive(client).object("bye").string("code"));
            assertEquals(CloseCode.POLICY, client.closeCode());
        }
    }

    @Test
    void aReaderThatNeverReadsLosesItsLinkAndNobodyWaitsForIt() throws Exception {
        PeerId sender = mesh.join("sender");
        PeerId slow = mesh.join("slow");
        try (RawClient deaf = RawClient.upgraded(server.address(), SECRET);
                RawClient friend = linked()) {
            deaf.socket.setReceiveBufferSize(4 * 1024);
            deaf.text("{\"hello\":{\"protocol\":1,\"client\":\"test\",\"peerId\":\"" + slow.value() + "\"}}");
            assertTrue(receive(deaf).has("welcome"));
            while (!links.peers().isLinked(slow)) Thread.onSpinWait(); // the welcome goes out before it is
            String big = "x".repeat(60_000);
            long longest = 0;
            for (int i = 0; i < 400 && links.peers().isLinked(slow); i++) {
                long before = System.nanoTime();
                mesh.mesh().messages().send(SendMessage.text(sender, Recipient.parse(slow.value()), big));
                longest = Math.max(longest, System.nanoTime() - before);
            }
            assertFalse(links.peers().isLinked(slow), "24 MB were not too much for the link");
            assertTrue(longest < Duration.ofSeconds(1).toNanos(), "a sender waited for the reader");
            assertHealthy(friend);
            while (server.size() > 1) assertHealthy(friend); // its connection is closed after a while
        }
    }

    @Test
    void whoCameWithAnOldSecretHasToGoWithinASecond() throws IOException {
        try (RawClient client = linked()) {
            long before = System.nanoTime();
            secret = SECRET + "-the-second";
            JsonObject bye = receive(client).object("bye");
            assertTrue(bye.string("error").contains("new secret"), bye.json());
            assertNull(client.receive().opcode() == Frame.CLOSE ? client.receive() : client);
            assertTrue(System.nanoTime() - before < Duration.ofSeconds(1).toNanos(), "it took too long");
        }
        assertStatus(401, RawClient.head(SECRET));
        try (RawClient client = RawClient.upgraded(server.address(), secret)) {
            assertTrue(client.socket.isConnected());
        }
    }

    @Test
    void closingTheServerSaysGoodbye() throws IOException {
        try (RawClient client = linked()) {
            links.close();
            server.close();
            assertEquals("shutdown", receive(client).string("push"));
            assertEquals("shutting_down", receive(client).object("bye").string("code"));
            assertEquals(CloseCode.GOING_AWAY, client.closeCode());
        }
        assertThrows(IOException.class, () -> ask(RawClient.head(SECRET)));
    }

    @Test
    void theSamePortSpeaksTls13ToWhoeverKnowsThePin() throws IOException {
        try (RawClient client = new RawClient(tls(identity.pin()))) {
            assertEquals("TLSv1.3", ((SSLSocket) client.socket).getSession().getProtocol());
            assertTrue(client.ask(RawClient.head(SECRET)).startsWith("HTTP/1.1 101 "));
            client.text("{\"hello\":{\"protocol\":1,\"client\":\"test\"}}");
            assertTrue(receive(client).has("welcome"));
            assertHealthy(client);
        }
        Pin other = HubIdentity.make().pin();
        assertThrows(IOException.class, () -> tls(other).getSession().getProtocol());
    }

    private SSLSocket tls(Pin pin) throws IOException {
        SSLSocket socket = (SSLSocket) PinnedTrust.contextFor(pin)
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
        socket.startHandshake();
        return socket;
    }

    @Test
    void anIdentityComesBackFromItsFile() throws IOException {
        HubIdentity back = HubIdentity.fromPem(identity.toPem());
        assertEquals(identity.pin(), back.pin());
        assertEquals(identity.toPem(), back.toPem());
        String mixed = identity.toPem().replaceAll("(?s)-----BEGIN CERT.*", "")
                + HubIdentity.make().toPem().replaceAll("(?s).*(-----BEGIN CERT)", "$1");
        assertThrows(IOException.class, () -> HubIdentity.fromPem(mixed));
        assertThrows(IOException.class, () -> HubIdentity.fromPem("nothing"));
    }
}
