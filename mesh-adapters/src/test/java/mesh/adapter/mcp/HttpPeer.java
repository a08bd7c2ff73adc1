package mesh.adapter.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;

/** A client of {@link McpHttp} that says exactly what a test wants said. */
final class HttpPeer {
    static final String TOKEN = "token-of-the-test-broker";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;
    private Optional<String> session = Optional.empty();
    private Optional<String> revision = Optional.empty();
    private int nextId = 1;

    HttpPeer(int port, String query) {
        this.endpoint = URI.create("http://127.0.0.1:" + port + "/mcp" + query);
    }

    String session() {
        return session.orElseThrow();
    }

    HttpPeer inSession(String id, String agreed) {
        session = Optional.of(id);
        revision = Optional.of(agreed);
        return this;
    }

    HttpPeer initialize() {
        return initialize("2025-11-25", "test-client");
    }

    HttpPeer initialize(String wanted, String client) {
        HttpResponse<String> response = send(post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
                + "{\"protocolVersion\":\"" + wanted + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"" + client
                + "\",\"version\":\"1\"}}}"));
        session = response.headers().firstValue("Mcp-Session-Id");
        revision =
                Optional.of(JsonObject.parse(response.body()).object("result").string("protocolVersion"));
        return this;
    }

    HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).header("Authorization", "Bearer " + TOKEN);
        session.ifPresent(id -> request.header("Mcp-Session-Id", id));
        revision.ifPresent(agreed -> request.header("MCP-Protocol-Version", agreed));
        return request;
    }

    HttpRequest post(String body) {
        return request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> postText(String body) {
        return send(post(body));
    }

    /** The body of a request with an id of its own. */
    String body(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + nextId++ + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    /** Sends a request and waits for its response, whether it comes as JSON or at the end of a stream. */
    JsonObject ask(String method, String params) {
        return answer(postText(body(method, params)));
    }

    CompletableFuture<JsonObject> start(String method, String params) {
        return http.sendAsync(post(body(method, params)), BodyHandlers.ofString())
                .thenApply(HttpPeer::answer);
    }

    static JsonObject answer(HttpResponse<String> response) {
        if (!isStream(response)) return JsonObject.parse(response.body());
        List<JsonObject> events = events(response.body());
        return events.get(events.size() - 1);
    }

    static boolean isStream(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Content-Type")
                .filter("text/event-stream"::equals)
                .isPresent();
    }

    private static List<JsonObject> events(String stream) {
        List<JsonObject> events = new ArrayList<>();
        for (String line : stream.split("\n"))
            if (line.startsWith("data: ")) events.add(JsonObject.parse(line.substring("data: ".length())));
        return events;
    }

    JsonObject call(String tool, String arguments) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
                .object("result");
    }

    String status(String field) {
        return call("mesh_status", "{}").object("structuredContent").string(field);
    }

    /** Opens a stream and leaves it open. */
    HttpResponse<InputStream> open(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpRequest get(String... headers) {
        HttpRequest.Builder request = request().header("Accept", "text/event-stream");
        return (headers.length == 0 ? request : request.headers(headers)).GET().build();
    }
}
