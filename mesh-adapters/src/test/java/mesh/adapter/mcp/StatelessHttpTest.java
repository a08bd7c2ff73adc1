package mesh.adapter.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import mesh.adapter.http.HttpApi;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revision 2026-07-28 over Streamable HTTP, through the real HTTP API. */
class StatelessHttpTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"claude-code\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final TestMesh mesh = new TestMesh();
    private McpHttp mcp;
    private HttpApi api;
    private HttpPeer client;

    @BeforeEach
    void start() throws IOException {
        mcp = new McpHttp(mesh.mesh(), Project::at, "test");
        api = HttpApi.of(mesh.mesh())
                .token(() -> HttpPeer.TOKEN)
                .mount("/mcp", mcp)
                .start();
        client = new HttpPeer(api.port(), "?project=/shop/app");
    }

    @AfterEach
    void stop() {
        mcp.close();
        api.close();
        mesh.close();
    }

    private HttpRequest request(String method, String members, String... headers) {
        String body = client.body(method, "{" + META + members + "}");
        HttpRequest.Builder request = HttpRequest.newBuilder(client.post(body), (name, value) -> true);
        return request.headers(headers).build();
    }

    private HttpResponse<String> send(String method, String members, String... headers) {
        return client.send(request(method, members, headers));
    }

    private static String[] headers(String method, String... more) {
        String[] headers = {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method};
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }

    private JsonObject call(String tool, String arguments, String... more) {
        String[] headers = Arrays.copyOf(more, more.length + 2);
        headers[more.length] = "Mcp-Name";
        headers[more.length + 1] = tool;
        HttpResponse<String> response = send(
                "tools/call", ",\"name\":\"" + tool + "\",\"arguments\":" + arguments, headers("tools/call", headers));
        assertEquals(200, response.statusCode(), response.body());
        return JsonObject.parse(response.body()).object("result");
    }

    private static void assertRefused(int status, int code, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        JsonObject body = JsonObject.parse(response.body());
        assertEquals(code, body.object("error").integer("code"));
        assertTrue(body.has("id"), "an error names its request");
    }

    @Test
    void headersHaveToSayWhatTheBodySays() {
        assertRefused(400, -32020, send("tools/list", "", "Mcp-Method", "tools/list"));
        assertRefused(
                400, -32020, send("tools/list", "", "MCP-Protocol-Version", "2025-11-25", "Mcp-Method", "tools/list"));
        assertRefused(400, -32020, send("tools/list", "", "MCP-Protocol-Version", "2026-07-28"));
        assertRefused(400, -32020, send("tools/list", "", headers("TOOLS/LIST")));
        String name = ",\"name\":\"mesh_peers\",\"arguments\":{}";
        assertRefused(400, -32020, send("tools/call", name, headers("tools/call")));
        assertRefused(400, -32020, send("tools/call", name, headers("tools/call", "Mcp-Name", "mesh_send")));
        assertRefused(400, -32020, send("tools/call", name, headers("tools/call", "Mcp-Name", "=?base64?!!?=")));
        String encoded = "=?base64?bWVzaF9wZWVycw==?=";
        assertEquals(
                200,
                send("tools/call", name, headers("tools/call", "Mcp-Name", encoded))
                        .statusCode());
        assertEquals(
                200,
                send("tools/call", name, headers("tools/call", "Mcp-Name", "  mesh_peers "))
                        .statusCode());
    }

    @Test
    void errorsOfTheProtocolHaveTheirStatus() {
        assertRefused(404, -32601, send("no/such", "", headers("no/such")));
        assertRefused(404, -32601, send("initialize", "", headers("initialize")));
        HttpRequest bare = HttpRequest.newBuilder(client.post(client.body("server/discover", "{}")), (n, v) -> true)
                .headers(headers("server/discover"))
                .build();
        assertRefused(400, -32602, client.send(bare));
        String other = client.body("tools/list", "{" + META.replace("2026-07-28", "2031-01-01") + "}");
        HttpRequest unsupported = HttpRequest.newBuilder(client.post(other), (n, v) -> true)
                .headers("MCP-Protocol-Version", "2031-01-01", "Mcp-Method", "tools/list")
                .build();
        assertRefused(400, -32022, client.send(unsupported));
    }

    @Test
    void thereIsNothingToGetOrToDelete() {
        for (String method : List.of("GET", "DELETE")) {
            HttpRequest request = client.request()
                    .header("MCP-Protocol-Version", "2026-07-28")
                    .header("Accept", "text/event-stream")
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            assertEquals(405, client.send(request).statusCode());
        }
    }

    @Test
    void thePeerIsNamedByItsHandleInTheArgumentsOrInTheHeader() {
        JsonObject first = call("mesh_status", "{}");
        String handle = first.object("structuredContent").string("peer");
        String name = first.object("structuredContent").string("you");

        assertEquals(
                name,
                call("mesh_status", "{\"peer\":\"" + handle + "\"}")
                        .object("structuredContent")
                        .string("you"));
        assertEquals(
                name,
                call("mesh_status", "{}", "X-Mesh-Peer", handle)
                        .object("structuredContent")
                        .string("you"));
        assertEquals(1, mesh.peers().size());
        assertEquals("/shop/app", mesh.peers().get(0).peer().projectPath());
        assertEquals("claude-code", mesh.peers().get(0).peer().agentType().wireName());
    }

    @Test
    void aHandleOutlivesTheBroker() throws IOException {
        JsonObject first = call("mesh_status", "{}").object("structuredContent");
        mcp.close();
        api.close();
        start();

        assertEquals(
                first.string("id"),
                call("mesh_status", "{\"peer\":\"" + first.string("peer") + "\"}")
                        .object("structuredContent")
                        .string("id"));
    }

    @Test
    void listeningIsAStreamThatEndsWithTheServer() {
        HttpRequest listen = request(
                "subscriptions/listen",
                ",\"notifications\":{\"resourceSubscriptions\":[\"mesh://peers\"]}",
                headers("subscriptions/listen"));
        try (EventReader events = new EventReader(client.open(listen).body())) {
            assertEquals(
                    "notifications/subscriptions/acknowledged", events.next().string("method"));
            mesh.awaitFollower();
            mesh.join("lynx");
            assertEquals("mesh://peers", events.next().object("params").string("uri"));
            mcp.close();
            JsonObject last = events.next();
            assertEquals("complete", last.object("result").string("resultType"));
            assertTrue(last.object("result").object("_meta").has("io.modelcontextprotocol/subscriptionId"));
        }
    }

    @Test
    void closingTheStreamEndsTheListening() {
        HttpRequest listen = request(
                "subscriptions/listen",
                ",\"notifications\":{\"resourceSubscriptions\":[\"mesh://peers\"]}",
                headers("subscriptions/listen"));
        try (EventReader events = new EventReader(client.open(listen).body())) {
            events.next();
            mesh.awaitFollower();
        }
        mesh.awaitNoFollower();

        assertFalse(mesh.followers() > 0);
    }
}
