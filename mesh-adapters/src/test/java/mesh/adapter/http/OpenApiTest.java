package mesh.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import mesh.adapter.http.RawHttp.Response;
import mesh.adapter.wire.Calls;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code protocol/openapi.json} describes what the running API does: all of it, and nothing else. */
class OpenApiTest {
    private static final String JSON = "application/json";
    private static final List<String> GET = List.of("/health", "/status", "/metrics", "/events/stream");

    private final JsonObject document = read();
    private final JsonObject paths = document.object("paths");
    private final JsonSchema schemas =
            new JsonSchema(document.object("components").object("schemas"));
    private ApiUnderTest api;

    private static JsonObject read() {
        try {
            return JsonObject.parse(Files.readAllBytes(Path.of("..", "protocol", "openapi.json")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        api = new ApiUnderTest();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyPathIsDescribedWithItsMethodAndNoOther() throws IOException {
        Set<String> served = new TreeSet<>(GET);
        for (String call : new Calls(api.mesh.mesh(), Runnable::run).names()) served.add("/" + call);
        assertEquals(served, new TreeSet<>(paths.names()));
        for (String path : paths.names()) {
            String method = GET.contains(path) ? "GET" : "POST";
            assertEquals(
                    List.of(method.toLowerCase(Locale.ROOT)), paths.object(path).names());
            Response other = GET.contains(path) ? api.post(path, "{}") : api.get(path);
            assertEquals(405, other.status(), path);
            assertTrue(other.headers().get("allow").contains(method), path);
        }
    }

    @Test
    void onlyHealthIsOpenToAll() throws IOException {
        for (String path : paths.names()) {
            String method = paths.object(path).names().get(0);
            boolean open = paths.object(path).object(method).has("security");
            assertEquals(path.equals("/health"), open);
            try (RawHttp connection = new RawHttp(api.port())) {
                connection.send((method.equals("get") ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + api.port() + "\r\nContent-Type: " + JSON + "\r\nContent-Length: 0\r\n\r\n");
                assertEquals(open ? 200 : 401, connection.response().status(), path);
            }
        }
    }

    @Test
    void everyExampleGetsTheAnswerThatIsDescribed() throws IOException {
        String amber = api.join("amber-otter");
        String blue = api.join("blue-heron");
        String cedar = api.join("cedar-wren");
        String message = api.ok(
                        "/send", "{\"fromPeer\":\"" + amber + "\",\"toPeer\":\"" + blue + "\",\"payload\":\"hi\"}")
                .string("messageId");
        int tried = 0;
        for (String path : paths.names()) {
            if (GET.contains(path)) continue;
            JsonObject operation = paths.object(path).object("post");
            JsonObject content =
                    operation.object("requestBody").object("content").object(JSON);
            JsonObject examples = content.object("examples");
            for (String name : examples.names()) {
                String place = path + " " + name;
                JsonObject example = examples.object(name);
                String body = example.object("value")
                        .json()
                        .replace("0199a1b2-0000-7000-8000-00000000000a", amber)
                        .replace("0199a1b2-0000-7000-8000-00000000000b", blue)
                        .replace("0199a1b2-0000-7000-8000-00000000000c", cedar)
                        .replace("0199a1b2-0000-7000-8000-000000000001", message);
                long status = example.optLong("x-status").orElse(200L);
                if (status == 200)
                    assertEquals(List.of(), schemas.faults(content.object("schema"), JsonObject.parse(body)), place);
                Response response = api.post(path, body);
                assertEquals(status, response.status(), place + " " + response.text());
                assertEquals(List.of(), schemas.faults(answer(operation, status), response.json()), place);
                tried++;
            }
        }
        assertTrue(tried > paths.names().size(), "there are examples");
    }

    @Test
    void whatIsReadIsAsDescribed() throws IOException {
        for (String path : List.of("/health", "/status")) {
            JsonObject operation = paths.object(path).object("get");
            Response response = api.get(path);
            assertEquals(200, response.status());
            assertEquals(List.of(), schemas.faults(answer(operation, 200), response.json()), path);
        }
        for (String path : List.of("/metrics", "/events/stream")) {
            String type = paths.object(path)
                    .object("get")
                    .object("responses")
                    .object("200")
                    .object("content")
                    .names()
                    .get(0);
            try (RawHttp connection = new RawHttp(api.port())) {
                connection.send(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + api.port()
                                + "\r\nAuthorization: Bearer " + RawHttp.TOKEN + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                Response head = connection.head();
                assertEquals(200, head.status());
                assertTrue(head.headers().get("content-type").startsWith(type), path);
            }
        }
    }

    @Test
    void aMemberThatIsNotDescribedIsNoticed() {
        JsonObject lock = JsonObject.parse("{\"$ref\":\"#/components/schemas/Failure\"}");
        JsonObject failure = JsonObject.parse("{\"ok\":false,\"error\":7,\"extra\":1}");
        assertEquals(
                List.of("code is missing", "error is none of [string]", "extra is not described"),
                schemas.faults(lock, failure));
    }

    private JsonObject answer(JsonObject operation, long status) {
        JsonObject responses = operation.object("responses");
        JsonObject response = status == 200
                ? responses.object("200")
                : document.object("components").object("responses").object("Failure");
        return response.object("content").object(JSON).object("schema");
    }
}
