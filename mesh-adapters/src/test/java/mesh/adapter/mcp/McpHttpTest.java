package mesh.adapter.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mesh.adapter.http.HttpApi;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions over Streamable HTTP, through the real HTTP API. */
class McpHttpTest {
    private final TestMesh mesh = new TestMesh();
    private McpHttp mcp;
    private HttpApi api;

    @BeforeEach
    void start() throws IOException {
        mcp = new McpHttp(mesh.mesh(), Project::at, "test");
        api = HttpApi.of(mesh.mesh())
                .token(() -> HttpPeer.TOKEN)
                .mount("/mcp", mcp)
                .start();
    }

    @AfterEach
    void stop() {
        mcp.close();
        api.close();
        mesh.close();
    }

    private HttpPeer client() {
        return new HttpPeer(api.port(), "?project=/shop/app");
    }

    @Test
    void everySessionIsAPeerOfItsOwnWithItsOwnInbox() {
        Set<String> names = new HashSet<>();
        HttpPeer first = client().initialize("2025-11-25", "claude-code");
        String firstName = first.status("you");
        names.add(firstName);
        for (int i = 1; i < 20; i++) {
            HttpPeer next = client().initialize();
            names.add(next.status("you"));
            next.call("mesh_send", "{\"to\":\"" + firstName + "\",\"message\":\"from " + i + "\"}");
            assertTrue(StdioClient.text(next.call("mesh_inbox", "{}")).startsWith("No unread messages."));
        }

        assertEquals(20, names.size());
        assertEquals(20, mesh.peers().size());
        assertEquals(20, mcp.clients());
        assertEquals(
                19,
                first.call("mesh_inbox", "{\"limit\":50}")
                        .object("structuredContent")
                        .objects("messages")
                        .size());
        assertTrue(mesh.peers().stream()
                .anyMatch(live -> live.peer().agentType().wireName().equals("claude-code")
                        && live.peer().projectPath().equals("/shop/app")));
    }

    @Test
    void aSessionThatOnlyLooksIsNoPeer() {
        client().initialize().ask("tools/list", "{}");

        assertTrue(mesh.peers().isEmpty());
    }

    @Test
    void withoutAProjectPathsMustBeAbsolute() {
        HttpPeer client = new HttpPeer(api.port(), "").initialize();

        assertTrue(StdioClient.text(client.call("mesh_lock", "{\"action\":\"lock\",\"filePath\":\"a\"}"))
                .contains("must be absolute"));
        assertFalse(client.call("mesh_lock", "{\"action\":\"lock\",\"filePath\":\"/shop/a\"}")
                .bool("isError"));
        assertEquals(
                400, new HttpPeer(api.port(), "?project=rel").postText("{}").statusCode());
    }

    @Test
    void aRequestOutsideOfAnySessionIsRefused() {
        HttpPeer client = client();
        assertEquals(400, client.postText(client.body("tools/list", "{}")).statusCode());
        client.inSession("unknown.AAAAAAAAAAAAAAAAAAAAAAAA", "2025-11-25");
        assertEquals(404, client.postText(client.body("tools/list", "{}")).statusCode());
        client.inSession("nonsense", "2025-11-25");
        assertEquals(404, client.postText(client.body("tools/list", "{}")).statusCode());
    }

    @Test
    void aVersionThatNobodySpeaksIsRefused() {
        HttpPeer client = client().initialize();
        client.inSession(client.session(), "1999-01-01");

        assertEquals(400, client.postText(client.body("tools/list", "{}")).statusCode());
    }

    @Test
    void whatIsNoMessageIsRefused() {
        HttpPeer client = client().initialize();

        assertEquals(400, client.postText("{\"jsonrpc\"").statusCode());
        assertEquals(400, client.postText("[]").statusCode());
        assertEquals(
                400,
                client.postText("[" + client.body("ping", "{}") + "]").statusCode(),
                "no batches in this revision");
        assertEquals(-32601, client.ask("no/such", "{}").object("error").integer("code"));
        HttpPeer old = client().initialize("2025-03-26", "t");
        assertTrue(old.postText("[" + old.body("ping", "{}") + "]").body().startsWith("[{"));
    }

    @Test
    void theTokenIsNeededAndForeignOriginsAreRefused() {
        HttpPeer client = client();
        String body = client.body("ping", "{}");
        HttpRequest without = HttpRequest.newBuilder(client.post(body).uri())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertEquals(401, client.send(without).statusCode());
        HttpRequest foreign = HttpRequest.newBuilder(client.post(body), (name, value) -> true)
                .header("Origin", "http://evil.example")
                .build();
        assertEquals(403, client.send(foreign).statusCode());
    }

    @Test
    void notificationsAreAcceptedWithoutAnAnswer() {
        HttpPeer client = client().initialize();
        HttpResponse<String> response =
                client.postText("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");

        assertEquals(202, response.statusCode());
        assertTrue(response.body().isEmpty());
    }

    @Test
    void deleteEndsTheSessionAndItsPeer() {
        HttpPeer client = client().initialize();
        client.status("you");
        assertEquals(1, mesh.peers().size());

        assertEquals(204, client.send(client.request().DELETE().build()).statusCode());
        assertTrue(mesh.peers().isEmpty());
        assertEquals(404, client.postText(client.body("ping", "{}")).statusCode());
        assertEquals(404, client.send(client.request().DELETE().build()).statusCode());
    }

    @Test
    void aWaitingCallComesAsAStreamAndHoldsNobodyUp() throws Exception {
        HttpPeer client = client().initialize();
        PeerId me = new PeerId(client.status("id"));
        PeerId other = mesh.join("other");
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> client.postText(
                client.body("tools/call", "{\"name\":\"mesh_inbox\",\"arguments\":{\"waitSeconds\":50}}")));
        assertTrue(client.ask("ping", "{}").has("result"));
        CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS).execute(() -> mesh.send(other, me, "finally"));
        HttpResponse<String> response = waiting.get(10, TimeUnit.SECONDS);

        assertTrue(HttpPeer.isStream(response));
        assertTrue(StdioClient.text(HttpPeer.answer(response).object("result")).contains("> finally"));
        TestMesh.await(() -> mesh.mesh().messages().unread(me) == 0);
    }

    @Test
    void aWaitingCallDoesNotOutliveItsClient() throws Exception {
        HttpPeer client = client().initialize();
        PeerId me = new PeerId(client.status("id"));
        int followers = mesh.followers();
        String body = client.body("tools/call", "{\"name\":\"mesh_inbox\",\"arguments\":{\"waitSeconds\":50}}");
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            String head = "POST /mcp?project=/shop/app HTTP/1.1\r\nHost: 127.0.0.1:" + api.port()
                    + "\r\nAuthorization: Bearer " + HttpPeer.TOKEN
                    + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
                    + "\r\nMcp-Session-Id: " + client.session() + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            TestMesh.await(() -> mesh.followers() > followers);
        }
        TestMesh.await(() -> mesh.followers() == followers);
        mesh.send(mesh.join("other"), me, "kept");

        assertTrue(StdioClient.text(client.call("mesh_inbox", "{}")).contains("> kept"));
    }

    @Test
    void aCancelledCallIsOverAtOnce() throws Exception {
        HttpPeer client = client().initialize();
        client.status("id");
        int followers = mesh.followers();
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(
                () -> client.postText("{\"jsonrpc\":\"2.0\",\"id\":\"w\",\"method\":\"tools/call\",\"params\":"
                        + "{\"name\":\"mesh_inbox\",\"arguments\":{\"waitSeconds\":50}}}"));
        TestMesh.await(() -> mesh.followers() > followers || waiting.isDone());
        client.postText(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"w\"}}");

        assertEquals(202, waiting.get(10, TimeUnit.SECONDS).statusCode());
    }

    @Test
    void aStreamTellsOfChangesAndGoesOnWhereItBroke() {
        HttpPeer client = client().initialize();
        client.ask("resources/subscribe", "{\"uri\":\"mesh://peers\"}");
        HttpResponse<InputStream> stream = client.open(client.get());
        assertEquals(200, stream.statusCode());
        String id;
        try (EventReader events = new EventReader(stream.body())) {
            mesh.join("one");
            JsonObject event = events.next();
            assertEquals("notifications/resources/updated", event.string("method"));
            assertEquals("mesh://peers", event.object("params").string("uri"));
            id = events.id();
        }
        mesh.join("two");
        try (EventReader events =
                new EventReader(client.open(client.get("Last-Event-ID", "0")).body())) {
            events.next();
            assertEquals(id, events.id(), "what was sent before is sent again");
            events.next();
            assertNotEquals(id, events.id());
        }
    }

    @Test
    void aStreamIsForThoseWhoReadStreams() {
        HttpPeer client = client().initialize();

        assertEquals(406, client.send(client.request().GET().build()).statusCode());
        assertEquals(
                405,
                client.send(client.request()
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build())
                        .statusCode());
    }

    @Test
    void aSessionOutlivesTheBrokerWithItsPeerAndMail() throws IOException {
        HttpPeer client = client().initialize("2025-06-18", "claude-code");
        String id = client.status("id");
        stopKeepingTheMesh();
        mesh.send(mesh.join("other"), new PeerId(id), "while you were away");
        start();
        HttpPeer again = client().inSession(client.session(), "2025-06-18");

        assertEquals(id, again.status("id"));
        assertTrue(StdioClient.text(again.call("mesh_inbox", "{}")).contains("> while you were away"));
        assertTrue(mesh.peers().stream()
                .anyMatch(live -> live.peer().agentType().wireName().equals("claude-code")));
    }

    private void stopKeepingTheMesh() {
        mcp.close();
        api.close();
    }
}
