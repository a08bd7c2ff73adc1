package mesh.adapter.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Revision 2026-07-28 over stdio. */
class StatelessTest {
    private static final String VERSION = "\"io.modelcontextprotocol/protocolVersion\":";
    private static final String META = "\"_meta\":{" + VERSION + "\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"gemini-cli-mcp-client\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final TestMesh mesh = new TestMesh();
    private final StdioClient client = new StdioClient(mesh::mesh, TestMesh.surroundings());

    @AfterEach
    void end() {
        client.close();
        mesh.close();
    }

    private JsonObject ask(String method, String members) {
        return client.request(method, "{" + META + members + "}");
    }

    private JsonObject result(String method, String members) {
        JsonObject response = ask(method, members);
        assertFalse(response.has("error"), response::json);
        JsonObject result = response.object("result");
        assertEquals("complete", result.string("resultType"));
        assertEquals(
                "slm-mesh",
                result.object("_meta")
                        .object("io.modelcontextprotocol/serverInfo")
                        .string("name"));
        return result;
    }

    private JsonObject call(String tool, String arguments) {
        return result("tools/call", ",\"name\":\"" + tool + "\",\"arguments\":" + arguments);
    }

    private static long code(JsonObject response) {
        return response.object("error").integer("code");
    }

    @Test
    void aServerSaysWhatItIsWithoutAHandshake() {
        JsonObject discovered = result("server/discover", "");

        assertEquals(List.of("2026-07-28"), discovered.strings("supportedVersions"));
        assertTrue(discovered.object("capabilities").has("tools"));
        assertTrue(discovered.integer("ttlMs") > 0);
        assertEquals("public", discovered.string("cacheScope"));
    }

    @Test
    void aRequestThatDoesNotSayWhatItIsIsRefused() {
        assertEquals(-32602, code(client.request("server/discover", "{}")));
        assertEquals(-32602, code(client.request("tools/list", "{\"_meta\":{" + VERSION + "\"2026-07-28\"}}")));
        assertEquals(-32602, code(client.request("tools/list", "{\"_meta\":{" + VERSION + "7}}")));
        JsonObject unsupported = client.request("tools/list", "{" + META.replace("2026-07-28", "2031-01-01") + "}");
        assertEquals(-32022, code(unsupported));
        assertEquals(
                List.of("2026-07-28"),
                unsupported.object("error").object("data").strings("supported"));
        assertEquals("2031-01-01", unsupported.object("error").object("data").string("requested"));
        for (String gone : List.of("initialize", "ping", "logging/setLevel", "resources/subscribe"))
            assertEquals(-32601, code(ask(gone, "")));
    }

    @Test
    void listsSayForHowLongTheyHold() {
        for (String list : List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list"))
            assertEquals("public", result(list, "").string("cacheScope"));
        JsonObject read = result("resources/read", ",\"uri\":\"mesh://peers\"");
        assertEquals(0, read.integer("ttlMs"));
        assertEquals("private", read.string("cacheScope"));
        assertTrue(mesh.peers().isEmpty(), "who looks is no peer");
    }

    @Test
    void everyToolTakesTheHandleAndTheListStaysSmall() {
        int id = client.start("tools/list", "{" + META + "}");
        JsonObject response = client.response(id);
        for (JsonObject tool : response.object("result").objects("tools"))
            assertTrue(tool.object("inputSchema").object("properties").has("peer"), tool.string("name"));
        assertTrue(
                response.json().length() < 9_000,
                () -> "it has " + response.json().length());
    }

    @Test
    void thePeerIsWhoShowsItsHandleAndNotWhoeverIsConnected() {
        JsonObject first = call("mesh_summary", "{\"summary\":\"one\"}");
        String handle = first.object("structuredContent").string("peer");
        assertTrue(StdioClient.text(first).contains("Your handle on this mesh is " + handle));
        String name = first.object("structuredContent").string("you");
        assertEquals("gemini", mesh.peers().get(0).peer().agentType().wireName());

        JsonObject again = call("mesh_status", "{\"peer\":\"" + handle + "\"}");
        assertEquals(name, again.object("structuredContent").string("you"));
        assertFalse(again.object("structuredContent").has("peer"), "it is told once");
        JsonObject other = call("mesh_status", "{}");
        assertNotEquals(name, other.object("structuredContent").string("you"));
        assertEquals(2, mesh.peers().size());
    }

    @Test
    void eachHandleHasAnInboxOfItsOwn() {
        String one = call("mesh_status", "{}").object("structuredContent").string("peer");
        String two = call("mesh_status", "{}").object("structuredContent").string("peer");
        String nameOfTwo = call("mesh_status", "{\"peer\":\"" + two + "\"}")
                .object("structuredContent")
                .string("you");
        call("mesh_send", "{\"peer\":\"" + one + "\",\"to\":\"" + nameOfTwo + "\",\"message\":\"hi\"}");

        assertTrue(StdioClient.text(call("mesh_inbox", "{\"peer\":\"" + one + "\"}"))
                .startsWith("No unread"));
        assertTrue(StdioClient.text(call("mesh_inbox", "{\"peer\":\"" + two + "\"}"))
                .contains("> hi"));
    }

    @Test
    void aHandleThatNobodyWasGivenIsRefused() {
        for (String wrong : List.of("amber-otter", "peer-AAAAAAAAAAAAAAAAAAAA", "")) {
            JsonObject result = call("mesh_status", "{\"peer\":\"" + wrong + "\"}");
            assertTrue(result.bool("isError"));
            assertTrue(StdioClient.text(result).contains("peer must be the handle"));
        }
        assertTrue(mesh.peers().isEmpty());
    }

    @Test
    void whatNeedsNoPeerMakesNone() {
        call("mesh_state", "{\"action\":\"list\"}");
        call("mesh_events", "{}");
        call("mesh_lock", "{\"action\":\"query\"}");

        assertTrue(mesh.peers().isEmpty());
    }

    @Test
    void aListenerIsToldWhatItWasGrantedAndThenWhatChanges() {
        String handle = call("mesh_status", "{}").object("structuredContent").string("peer");
        PeerId me = new PeerId(call("mesh_status", "{\"peer\":\"" + handle + "\"}")
                .object("structuredContent")
                .string("id"));
        String meta = META.replace("\"_meta\":{", "\"_meta\":{\"slm-mesh/peer\":\"" + handle + "\",");
        int id = client.start(
                "subscriptions/listen",
                "{" + meta + ",\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":"
                        + "[\"mesh://inbox\",\"mesh://peers\",\"file:///etc/passwd\"]}}");
        JsonObject granted =
                client.notification("notifications/subscriptions/acknowledged").object("params");
        assertEquals(
                List.of("mesh://inbox", "mesh://peers"),
                granted.object("notifications").strings("resourceSubscriptions"));
        assertFalse(granted.object("notifications").has("toolsListChanged"));
        assertEquals(id, granted.object("_meta").integer("io.modelcontextprotocol/subscriptionId"));

        PeerId lynx = mesh.joinUntil("lynx", () -> client.pending() > 0);
        awaitUpdate(id, "mesh://peers");
        mesh.send(lynx, me, "hello");
        awaitUpdate(id, "mesh://inbox");

        client.send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}");
        ask("tools/list", "");
        assertEquals(0, client.pending());
    }

    private void awaitUpdate(int id, String uri) {
        client.await(message -> message.optString("method")
                        .filter("notifications/resources/updated"::equals)
                        .isPresent()
                && message.object("params").string("uri").equals(uri)
                && message.object("params").object("_meta").integer("io.modelcontextprotocol/subscriptionId") == id);
    }

    @Test
    void withoutAHandleNoInboxIsGranted() {
        client.start(
                "subscriptions/listen",
                "{" + META + ",\"notifications\":{\"resourceSubscriptions\":[\"mesh://inbox\",\"mesh://locks\"]}}");

        assertEquals(
                List.of("mesh://locks"),
                client.notification("notifications/subscriptions/acknowledged")
                        .object("params")
                        .object("notifications")
                        .strings("resourceSubscriptions"));
        assertEquals(-32602, code(ask("resources/read", ",\"uri\":\"mesh://inbox\"")));
    }

    @Test
    void bothErasAreSpokenSideBySide() {
        client.initialize();
        String name =
                client.call("mesh_status", "{}").object("structuredContent").string("you");
        String other = call("mesh_status", "{}").object("structuredContent").string("you");

        assertNotEquals(name, other);
        assertEquals(
                name,
                client.call("mesh_status", "{}").object("structuredContent").string("you"));
    }

    @Test
    void theEndOfInputEndsAllPeersOfTheProcess() {
        call("mesh_status", "{}");
        call("mesh_status", "{}");
        assertEquals(2, mesh.peers().size());
        client.end().awaitEnd();

        assertTrue(mesh.peers().isEmpty());
    }
}
