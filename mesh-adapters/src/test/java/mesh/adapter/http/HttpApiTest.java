package mesh.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import mesh.adapter.http.RawHttp.Response;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.HttpGuest;
import mesh.application.MeshSettings;
import mesh.testing.TestMesh;
import org.junit.jupiter.api.Test;

class HttpApiTest {
    private static final MeshSettings SETTINGS = MeshSettings.DEFAULT.withoutRateLimit();

    @Test
    void takenPortLeadsToTheNextFreeOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                TestMesh mesh = new TestMesh();
                HttpApi api = HttpApi.of(mesh.mesh())
                        .token(() -> RawHttp.TOKEN)
                        .port(taken.getLocalPort())
                        .start()) {
            assertTrue(api.port() > taken.getLocalPort());
            assertTrue(api.port() <= taken.getLocalPort() + HttpApi.NEXT_PORTS);
            assertEquals(200, RawHttp.once(api.port(), "GET", "/health", null).status());
        }
    }

    @Test
    void replacedTokenCountsAtOnce() throws IOException {
        AtomicReference<String> token = new AtomicReference<>(RawHttp.TOKEN);
        try (ApiUnderTest api = new ApiUnderTest(SETTINGS, builder -> builder.token(token::get))) {
            assertEquals(200, api.get("/status").status());
            token.set("another-token-0123456789");
            assertEquals(401, api.get("/status").status());
        }
    }

    @Test
    void guestsAreServedBehindTheSameGuards() throws IOException {
        HttpGuest echo = (request, reply) -> reply.header("X-Query", request.query())
                .send(202, "text/plain", (request.path() + " " + new String(request.body(), UTF_8)).getBytes(UTF_8));
        try (ApiUnderTest api = new ApiUnderTest(SETTINGS, builder -> builder.mount("/guest/", echo))) {
            Response posted = api.post("/guest/room?a=b", "{\"a\":1}");
            assertEquals(202, posted.status());
            assertEquals("/guest/room {\"a\":1}", posted.text());
            assertEquals("a=b", posted.headers().get("x-query"));
            assertEquals(
                    202, RawHttp.once(api.port(), "DELETE", "/guest/", null).status());
            assertEquals(404, api.get("/guest").status());
            assertEquals(413, api.post("/guest/room", " ".repeat(1_048_577)).status());
            try (RawHttp raw = new RawHttp(api.port())) {
                raw.send("GET /guest/ HTTP/1.1\r\nHost: localhost:" + api.port() + "\r\n\r\n");
                assertEquals(401, raw.response().status());
            }
        }
    }

    @Test
    void guestMayAnswerLaterAndStream() throws Exception {
        BlockingQueue<HttpGuest.Reply> asked = new LinkedBlockingQueue<>();
        HttpGuest later = (request, reply) -> asked.add(reply);
        try (ApiUnderTest api = new ApiUnderTest(SETTINGS, builder -> builder.mount("/guest", later));
                RawHttp waiting = new RawHttp(api.port());
                RawHttp streaming = new RawHttp(api.port())) {
            waiting.send(head(api, "GET /guest"));
            asked.take().send(204);
            assertEquals(204, waiting.response().status());
            streaming.send(head(api, "GET /guest"));
            try (OutputStream out = asked.take().stream(200, "text/event-stream")) {
                assertEquals(200, streaming.head().status());
                out.write("one".getBytes(UTF_8));
                assertEquals("one", streaming.chunk());
                out.write("two".getBytes(UTF_8));
                assertEquals("two", streaming.chunk());
            }
            assertEquals("", streaming.chunk());
        }
    }

    private static String head(ApiUnderTest api, String request) {
        return request + " HTTP/1.1\r\nHost: localhost:" + api.port() + "\r\nAuthorization: Bearer " + RawHttp.TOKEN
                + "\r\n\r\n";
    }

    @Test
    void failingGuestIsAnInternalErrorWithoutDetails() throws IOException {
        Logger log = Logger.getLogger(ErrorJson.class.getName());
        log.setLevel(Level.OFF); // it is logged, and here expected
        try (ApiUnderTest api = new ApiUnderTest(SETTINGS, builder -> builder.mount("/guest", HttpApiTest::fail))) {
            Response response = api.get("/guest");
            assertEquals(500, response.status());
            assertEquals("internal_error", response.code());
            assertTrue(!response.text().contains("secret"));
        } finally {
            log.setLevel(null);
        }
    }

    private static void fail(HttpGuest.Request request, HttpGuest.Reply reply) {
        throw new IllegalStateException("secret detail of " + request.path());
    }

    @Test
    void fiftySlowHeadsAndBodiesHoldUpNobody() throws IOException {
        try (ApiUnderTest api = new ApiUnderTest()) {
            List<RawHttp> slow = new ArrayList<>();
            try {
                for (int i = 0; i < 50; i++) {
                    RawHttp head = new RawHttp(api.port());
                    head.send("POST /send HTTP/1.1\r\nHost: local");
                    slow.add(head);
                    RawHttp body = new RawHttp(api.port());
                    body.send("POST /peers HTTP/1.1\r\nHost: localhost:" + api.port() + "\r\nAuthorization: Bearer "
                            + RawHttp.TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
                    slow.add(body);
                }
                long start = System.nanoTime();
                for (int i = 0; i < 20; i++)
                    assertEquals(200, api.post("/peers", "{}").status());
                assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
            } finally {
                for (RawHttp connection : slow) connection.close();
            }
        }
    }

    /** An answer that waits for a delayed ACK takes 40 ms; measured beside a bare server, so that a slow machine passes. */
    @Test
    void callsOnOneConnectionAreAboutAsFastAsABareServer() throws IOException {
        ServerProperties.apply(true);
        HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        echo.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        echo.start();
        try (ApiUnderTest api = new ApiUnderTest()) {
            String amber = api.join("amber");
            String send = HttpCallsTest.send(amber, "cli", "x".repeat(200));
            long bare = median(echo.getAddress().getPort(), "/", send);
            long call = median(api.port(), "/send", send);
            assertTrue(call < 10 * bare + 5_000_000, "a call took " + call + " ns, a bare echo " + bare + " ns");
            assertTrue(call < 30_000_000, "a call took " + call + " ns");
        } finally {
            echo.stop(0);
        }
    }

    private static long median(int port, String path, String body) throws IOException {
        long[] nanos = new long[200];
        try (RawHttp connection = new RawHttp(port)) {
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                assertEquals(200, connection.post(path, body).status());
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos, 100, 200);
        return nanos[150];
    }

    @Test
    void portIsFreeAfterClose() throws IOException {
        ApiUnderTest api = new ApiUnderTest();
        int port = api.port();
        api.close();
        assertThrows(IOException.class, () -> new RawHttp(port).close());
    }

    @Test
    void propertiesOfAnEmbedderStayAsTheyAre() {
        String name = "sun.net.httpserver.maxReqHeaders";
        String before = System.getProperty(name);
        try {
            System.setProperty(name, "77");
            ServerProperties.apply(true);
            assertEquals("77", System.getProperty(name));
            assertEquals("true", System.getProperty("sun.net.httpserver.nodelay"));
        } finally {
            if (before == null) System.clearProperty(name);
            else System.setProperty(name, before);
        }
    }

    @Test
    void connectionsAreBoundedByTheDescriptors() {
        int most = ServerProperties.maxConnections();
        assertTrue(most >= 8 && most <= ServerProperties.MAX_CONNECTIONS);
    }
}
