package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.files.BrokerToken;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that reach the broker's own MCP server over HTTP. */
class HttpSessionsIT {
    @TempDir
    Path temporary;

    private final HttpClient http = HttpClient.newHttpClient();
    private Program program;
    private String session = "";

    @BeforeEach
    void begin() {
        program = new Program(temporary);
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        String port = program.directory.read(program.directory.port()).orElseThrow();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/mcp?project=" + temporary))
                .header(
                        "Authorization",
                        "Bearer " + BrokerToken.read(program.directory).orElseThrow())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!session.isEmpty()) request.header("Mcp-Session-Id", session);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void initialize() throws Exception {
        session = "";
        session = post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
                        + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"claude-code\",\"version\":\"1\"}}}")
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    private JsonObject tool(String name, String arguments) throws Exception {
        String body = post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name
                        + "\",\"arguments\":" + arguments + "}}")
                .body();
        return JsonObject.parse(body).object("result").object("structuredContent");
    }

    @Test
    void killedBrokerIsReplacedAndTheSessionGoesOnWithItsLocksAndMail() throws Exception {
        ProcessIdentity broker = program.startBroker();
        initialize();
        String id = tool("mesh_status", "{}").string("id");
        tool("mesh_lock", "{\"action\":\"lock\",\"filePath\":\"a.txt\"}");
        String other = program.register("other");
        program.call("send", "{\"fromPeer\":\"" + other + "\",\"toPeer\":\"" + id + "\",\"payload\":\"kept\"}");

        program.kill(broker);
        program.startBroker();
        assertEquals(id, tool("mesh_status", "{}").string("id"));
        assertEquals("kept", tool("mesh_inbox", "{}").objects("messages").get(0).string("text"));
        assertEquals(
                1,
                program.call("lock", "{\"action\":\"query\"}").objects("locks").size());
    }

    @Test
    void twentySessionsAreTwentyPeersAndOneProcess() throws Exception {
        ProcessIdentity broker = program.startBroker();
        for (int i = 0; i < 20; i++) {
            initialize();
            tool("mesh_status", "{}");
        }
        assertEquals(20, program.call("peers", "{}").objects("peers").size());
        assertEquals(
                0, ProcessHandle.of(broker.pid()).orElseThrow().descendants().count());
    }

    @Test
    void brokerStopsAtOnceWhileAgentsListen() throws Exception {
        program.startBroker();
        initialize();
        tool("mesh_status", "{}");
        CompletableFuture<JsonObject> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return tool("mesh_inbox", "{\"waitSeconds\":50}");
            } catch (Exception e) {
                return JsonObject.EMPTY; // the broker says that it stops
            }
        });
        long begin = System.nanoTime();
        assertEquals(0, program.run("stop").status());

        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(5).toNanos());
        assertEquals(JsonObject.EMPTY, waiting.join());
    }
}
