package mesh.adapter.mcp.stdio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mesh.adapter.mcp.StdioClient;
import mesh.adapter.mcp.TestMesh;
import mesh.adapter.wire.JsonObject;
import mesh.domain.lock.LockQuery;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StdioServerTest {
    private final TestMesh mesh = new TestMesh();
    private final StdioClient client = new StdioClient(mesh::mesh, TestMesh.surroundings());

    @AfterEach
    void end() {
        client.close();
        mesh.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void everyRevisionOfTheHandshakeIsSpoken(String revision) {
        JsonObject result = client.request(
                        "initialize",
                        "{\"protocolVersion\":\"" + revision
                                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}")
                .object("result");

        assertEquals(revision, result.string("protocolVersion"));
        assertEquals("slm-mesh", result.object("serverInfo").string("name"));
        assertTrue(result.object("capabilities").object("experimental").has("claude/channel"));
    }

    @Test
    void anUnknownRevisionIsAnsweredWithTheNewestOfTheHandshake() {
        JsonObject result = client.request("initialize", "{\"protocolVersion\":\"2099-01-01\",\"capabilities\":{}}")
                .object("result");

        assertEquals("2025-11-25", result.string("protocolVersion"));
    }

    @Test
    void nothingButPingIsAnsweredBeforeTheHandshake() {
        assertTrue(client.request("ping", "{}").has("result"));
        assertEquals(-32600, code(client.request("tools/list", "{}")));
    }

    @Test
    void aHostThatOnlyLooksMakesNoPeer() {
        client.initialize();
        client.request("tools/list", "{}");
        client.end().awaitEnd();

        assertTrue(mesh.peers().isEmpty());
    }

    @Test
    void theFirstCallThatNeedsAPeerMakesOne() {
        client.initialize("2025-11-25", "cursor-vscode");
        String text = StdioClient.text(client.call("mesh_summary", "{\"summary\":\"tests\"}"));

        assertEquals(1, mesh.peers().size());
        assertEquals("cursor", mesh.peers().get(0).peer().agentType().wireName());
        assertTrue(text.contains(mesh.peers().get(0).peer().name().value()), text);
    }

    @Test
    void aClientThatKnowsWhereItWorksIsAsked() {
        client.request("initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"roots\":{}}}");
        int call = client.startCall("mesh_status", "{}");
        JsonObject question = client.await(message ->
                message.optString("method").filter("roots/list"::equals).isPresent());
        client.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + question.string("id")
                + "\",\"result\":{\"roots\":[{\"uri\":\"file:///shop/my%20app\"},{\"uri\":\"file:///other\"}]}}");
        client.response(call);

        assertEquals("/shop/my app", mesh.peers().get(0).peer().projectPath());
    }

    @Test
    void aClientThatDoesNotSayWhereItWorksHoldsNothingUp() {
        client.request("initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"roots\":{}}}");
        client.call("mesh_status", "{}");

        assertEquals("/shop/project", mesh.peers().get(0).peer().projectPath());
    }

    @Test
    void aLineMayComeInPieces() {
        client.initialize();
        byte[] line = "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"ping\"}\r\n\n".getBytes(StandardCharsets.UTF_8);
        for (byte one : line) client.send(new byte[] {one});

        assertTrue(client.response(77).has("result"));
    }

    @Test
    void aHugeLineIsRefusedAndTheSessionGoesOn() {
        client.initialize();
        byte[] megabyte = "x".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5; i++) client.send(megabyte);
        client.send("");

        assertEquals(-32600, code(JsonObject.parse(client.next())));
        assertTrue(client.request("ping", "{}").has("result"));
    }

    @Test
    void aLongLineBelowTheLimitIsRead() {
        client.initialize();
        JsonObject result =
                client.call("mesh_send", "{\"to\":\"all\",\"message\":\"" + "y".repeat(3 * 1024 * 1024) + "\"}");

        assertTrue(result.bool("isError"));
        assertTrue(StdioClient.text(result).contains("message must have at most 65536 bytes"));
    }

    @Test
    void whatIsNoJsonIsAParseErrorAndTheSessionGoesOn() {
        client.initialize();
        client.send("{\"jsonrpc\":\"2.0\",\"id\":5,");
        assertEquals(-32700, code(JsonObject.parse(client.next())));
        client.send(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', '}', '\n'});
        assertEquals(-32700, code(JsonObject.parse(client.next())));
        client.send("[]");
        assertEquals(-32600, code(JsonObject.parse(client.next())));
        client.send("{\"id\":9,\"method\":\"ping\"}");
        assertEquals(-32600, code(client.response(9)));

        assertTrue(client.request("ping", "{}").has("result"));
    }

    @Test
    void unknownMethodsAndToolsAreErrors() {
        client.initialize();

        assertEquals(-32601, code(client.request("tools/frobnicate", "{}")));
        assertEquals(-32602, code(client.request("tools/call", "{\"name\":\"mesh_nine\"}")));
        assertEquals(-32602, code(client.request("tools/call", "{}")));
    }

    @Test
    void batchesExistInOneRevisionOnly() {
        String batch = "[{\"jsonrpc\":\"2.0\",\"id\":51,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"method\":\"x\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":52,\"method\":\"tools/list\"}]";
        client.initialize("2025-03-26", "t");
        client.send(batch);
        String answer = client.next();
        assertTrue(answer.startsWith("[{") && answer.endsWith("}]"), answer);
        assertTrue(answer.contains("\"id\":51") && answer.contains("\"id\":52"), answer);

        client.initialize("2025-06-18", "t");
        client.send(batch);
        assertEquals(-32600, code(JsonObject.parse(client.next())));
    }

    @Test
    void aWaitingCallHoldsNobodyUp() {
        client.initialize();
        PeerId other = mesh.join("other");
        int waiting = client.startCall("mesh_inbox", "{\"waitSeconds\":50}");
        String me = client.call("mesh_status", "{}").object("structuredContent").string("id");
        mesh.send(other, new PeerId(me), "hello");

        assertTrue(StdioClient.text(client.response(waiting).object("result")).contains("> hello"));
    }

    @Test
    void aCancelledCallIsNeverAnsweredAndTakesNothing() {
        client.initialize();
        PeerId other = mesh.join("other");
        String me = client.call("mesh_status", "{}").object("structuredContent").string("id");
        int waiting = client.startCall("mesh_inbox", "{\"waitSeconds\":50}");
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + waiting
                + "}}");
        client.request("ping", "{}");
        mesh.send(other, new PeerId(me), "still there");
        JsonObject inbox = client.call("mesh_inbox", "{}");

        assertTrue(StdioClient.text(inbox).contains("> still there"));
        assertEquals(0, client.pending());
    }

    @Test
    void messagesCountAsReadOnlyOnceTheyAreWritten() {
        client.initialize();
        PeerId other = mesh.join("other");
        PeerId me = new PeerId(
                client.call("mesh_status", "{}").object("structuredContent").string("id"));
        mesh.send(other, me, "one");
        assertEquals(1, mesh.mesh().messages().unread(me));
        client.call("mesh_inbox", "{}");
        client.call("mesh_peers", "{}");

        assertEquals(0, mesh.mesh().messages().unread(me));
        assertEquals("No unread messages.", StdioClient.text(client.call("mesh_inbox", "{}")));
    }

    @Test
    void theEndOfInputEndsThePeerWithinASecondEvenInTheMiddleOfACall() {
        client.initialize();
        client.call("mesh_lock", "{\"action\":\"lock\",\"filePath\":\"a.txt\"}");
        client.startCall("mesh_inbox", "{\"waitSeconds\":50}");
        client.request("ping", "{}");
        long start = System.nanoTime();
        client.end().awaitEnd();

        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 1_000);
        assertTrue(mesh.peers().isEmpty());
        assertTrue(mesh.mesh().locks().list(LockQuery.ALL).isEmpty());
    }

    @Test
    void requestsThatCameBeforeTheEndOfInputAreStillAnswered() {
        client.initialize();
        int last = client.startCall("mesh_peers", "{}");
        client.end();

        assertFalse(client.response(last).object("result").bool("isError"));
    }

    @Test
    void aPushedMessageArrivesOnceOnTheChannelAndStaysUnread() {
        client.initialize();
        PeerId other = mesh.join("brisk-lynx");
        PeerId me = new PeerId(
                client.call("mesh_status", "{}").object("structuredContent").string("id"));
        String id = mesh.send(other, me, "look at this");
        JsonObject params = client.notification("notifications/claude/channel").object("params");

        assertTrue(params.string("content").startsWith("look at this\n"));
        assertEquals("brisk-lynx", params.object("meta").string("from"));
        assertEquals("text", params.object("meta").string("type"));
        assertEquals(id, params.object("meta").string("message_id"));
        assertEquals(1, mesh.mesh().messages().unread(me));
        assertEquals(0, client.pending());
    }

    private static int code(JsonObject response) {
        return (int) response.object("error").integer("code");
    }
}
