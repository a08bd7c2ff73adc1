package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that must not be: each would change the shared state if it were let through. */
class RefusedRequestsIT {
    private static final String BODY = "{\"action\":\"set\",\"key\":\"planted\",\"value\":\"x\",\"peerId\":\"cli\"}";
    private static final String POST = "POST /state HTTP/1.1\r\n";
    private static final String HOST = "Host: 127.0.0.1:PORT\r\n";
    private static final String AUTH = "Authorization: Bearer TOKEN\r\n";
    private static final String TYPE = "Content-Type: application/json\r\n";
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
    private static final String END = "\r\n" + BODY;

    @TempDir
    static Path temporary;

    private static BrokerUnderAbuse broker;

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerUnderAbuse.start(temporary);
    }

    @AfterAll
    static void end() throws Exception {
        broker.close();
    }

    @AfterEach
    void nothingWasChanged() throws Exception {
        JsonObject list = broker.program.call("state", "{\"action\":\"list\"}");
        assertEquals(
                List.of(),
                list.objects("entries").stream().map(JsonObject::json).toList());
        broker.assertAlive();
    }

    static Stream<Arguments> requests() {
        String chunked = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";
        return Stream.of(
                Arguments.of("no Host", POST + AUTH + TYPE + LENGTH + END, 400),
                Arguments.of("two Hosts", POST + HOST + HOST + AUTH + TYPE + LENGTH + END, 400),
                Arguments.of(
                        "a foreign Host after ours", POST + HOST + "Host: evil\r\n" + AUTH + TYPE + LENGTH + END, 400),
                Arguments.of("a foreign Host", POST + "Host: evil.example:PORT\r\n" + AUTH + TYPE + LENGTH + END, 403),
                Arguments.of(
                        "our name without the port", POST + "Host: 127.0.0.1\r\n" + AUTH + TYPE + LENGTH + END, 403),
                Arguments.of(
                        "our name within another",
                        POST + "Host: 127.0.0.1:PORT.evil.example\r\n" + AUTH + TYPE + LENGTH + END,
                        403),
                Arguments.of(
                        "a foreign Origin",
                        POST + HOST + "Origin: https://evil.example\r\n" + AUTH + TYPE + LENGTH + END,
                        403),
                Arguments.of("the null Origin", POST + HOST + "Origin: null\r\n" + AUTH + TYPE + LENGTH + END, 403),
                Arguments.of(
                        "our Origin with another port",
                        POST + HOST + "Origin: http://127.0.0.1:1\r\n" + AUTH + TYPE + LENGTH + END,
                        403),
                Arguments.of("text/plain", POST + HOST + AUTH + "Content-Type: text/plain\r\n" + LENGTH + END, 415),
                Arguments.of(
                        "a form",
                        POST + HOST + AUTH + "Content-Type: application/x-www-form-urlencoded\r\n" + LENGTH + END,
                        415),
                Arguments.of("no type", POST + HOST + AUTH + LENGTH + END, 415),
                Arguments.of(
                        "a control character", POST + HOST + AUTH + TYPE + "X-Odd: a\u0001b\r\n" + LENGTH + END, 400),
                Arguments.of("a NUL", POST + HOST + AUTH + TYPE + "X-Odd: a\0b\r\n" + LENGTH + END, 400),
                Arguments.of(
                        "a length and chunks",
                        POST + HOST + AUTH + TYPE + LENGTH + "Transfer-Encoding: chunked\r\n\r\n" + chunked,
                        400),
                Arguments.of(
                        "a signed length",
                        POST + HOST + AUTH + TYPE + "Content-Length: +" + BODY.length() + "\r\n" + END,
                        400),
                Arguments.of("two lengths", POST + HOST + AUTH + TYPE + LENGTH + "Content-Length: 5\r\n" + END, 400),
                Arguments.of("a negative length", POST + HOST + AUTH + TYPE + "Content-Length: -1\r\n" + END, 400),
                Arguments.of("an odd version", "POST /state HTTP/3.7\r\n" + HOST + AUTH + TYPE + LENGTH + END, 400),
                Arguments.of("no token", POST + HOST + TYPE + LENGTH + END, 401),
                Arguments.of("a wrong token", POST + HOST + AUTH.replace("TOKEN", "x") + TYPE + LENGTH + END, 401),
                Arguments.of("two tokens", POST + HOST + AUTH + AUTH + TYPE + LENGTH + END, 400),
                Arguments.of(
                        "the token in the address",
                        "POST /state?token=TOKEN HTTP/1.1\r\n" + HOST + TYPE + LENGTH + END,
                        401),
                Arguments.of("another method", "PUT" + POST.substring(4) + HOST + AUTH + TYPE + LENGTH + END, 405),
                Arguments.of(
                        "another spelling of the path",
                        "POST /%73tate HTTP/1.1\r\n" + HOST + AUTH + TYPE + LENGTH + END,
                        404));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void isRefusedAndChangesNothing(String what, String request, int status) throws IOException {
        RawHttp.Response response = RawHttp.raw(broker, request);
        assertEquals(status, response.status(), response::toString);
        assertFalse(response.toString().contains(broker.token()), "the token was sent back");
    }

    /** What the broker answers to a request that ends with another one in its body is one answer. */
    @Test
    void requestHiddenInABodyIsNotServed() throws IOException {
        String hidden = POST + HOST + AUTH + TYPE + LENGTH + END;
        String refused = POST + HOST + AUTH + "Content-Type: text/plain\r\nContent-Length: " + hidden.length()
                + "\r\n\r\n" + hidden;
        try (RawHttp http = new RawHttp(broker.httpPort())) {
            String port = Integer.toString(broker.httpPort());
            http.send(refused.replace("PORT", port).replace("TOKEN", broker.token()));
            assertEquals(415, http.response().status());
            assertTrue(http.endsWithin(Duration.ofSeconds(20)), "the connection stays open");
        }
    }

    static Stream<Arguments> documents() {
        String planted = "\"action\":\"set\",\"key\":\"planted\",\"peerId\":\"cli\",\"value\":";
        return Stream.of(
                Arguments.of("100,000 deep", "[".repeat(100_000)),
                Arguments.of("an object 1,001 deep", "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001)),
                Arguments.of(
                        "deep beside what counts",
                        "{" + planted + "\"x\",\"odd\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}"),
                Arguments.of("a key twice", "{" + planted + "\"x\",\"value\":\"y\"}"),
                Arguments.of("a key twice, once escaped", "{" + planted + "\"x\",\"\\u0076alue\":\"y\"}"),
                Arguments.of("a number without end", "{" + planted + "\"x\",\"ifVersion\":1e400}"),
                Arguments.of(
                        "a number of 100,000 digits",
                        "{" + planted + "\"x\",\"ifVersion\":" + "9".repeat(100_000) + "}"),
                Arguments.of("no number", "{" + planted + "\"x\",\"ifVersion\":NaN}"),
                Arguments.of("half a surrogate pair", "{" + planted + "\"\\ud800\"}"),
                Arguments.of("the other half", "{" + planted + "\"a\\udc00b\"}"),
                Arguments.of("half a pair in a name", "{" + planted + "\"x\",\"\\udfff\":1}"),
                Arguments.of("a value that is no text", "{" + planted + "{\"a\":1}}"),
                Arguments.of("text behind it", "{" + planted + "\"x\"} {}"),
                Arguments.of("a comment", "{/**/" + planted + "\"x\"}"),
                Arguments.of("an array", "[{" + planted + "\"x\"}]"),
                Arguments.of("300,000 fields", "{" + many(",\"%d\":1", 90_000).substring(1) + "," + planted + "\"x\"}"),
                Arguments.of("a name of 600,000 letters", "{\"" + "n".repeat(600_000) + "\":1," + planted + "\"x\"}"));
    }

    private static String many(String pattern, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) text.append(String.format(pattern, i));
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void jsonBeyondItsLimitsIsRefusedOnBothDoors(String what, String document) throws Exception {
        RawHttp.Response response = RawHttp.post(broker, "/state", document);
        assertEquals(400, response.status(), response::toString);
        assertEquals("invalid_input", response.code());
        assertTrue(response.body().length() < 2_000, "what was sent is sent back");
        try (RawLink link = RawLink.hello(broker)) {
            link.send("{\"id\":1,\"call\":\"state\",\"body\":" + document + "}");
            JsonObject answer = link.next();
            boolean refused = answer.has("bye") || answer.integer("status") == 400;
            assertTrue(refused, answer::json);
        }
    }

    @Test
    void bodyThatIsNotUtf8IsRefused() throws Exception {
        for (String bytes : List.of("\u00c3\u0028", "\u00ed\u00a0\u0080", "\u00f8\u0088\u0080\u0080\u0080", "\u00ff")) {
            String body = BODY.replace("\"x\"", "\"" + bytes + "\"");
            RawHttp.Response response = RawHttp.raw(
                    broker, POST + HOST + AUTH + TYPE + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            assertEquals(400, response.status(), response::toString);
        }
    }

    /** A hook's token stands in hosts' settings; who has it can make hook calls. */
    @Test
    void hookTokenOpensNothingButHooks() throws Exception {
        String hook = broker.program
                .directory
                .read(broker.program.directory.folder().resolve("hook.token"))
                .orElseThrow()
                .strip();
        String auth = "Authorization: Bearer " + hook + "\r\n";
        List<String> answers = new ArrayList<>();
        for (String path : List.of(
                "status",
                "metrics",
                "events/stream",
                "state",
                "send",
                "lock",
                "mcp",
                "mcp/",
                "hook",
                "hooks",
                "hooksx"))
            for (String method : List.of("GET", "POST", "DELETE", "HEAD", "OPTIONS")) {
                RawHttp.Response response =
                        status(method + " /" + path + " HTTP/1.1\r\n" + HOST + auth + TYPE + LENGTH + END);
                answers.add(
                        response.status() == HttpURLConnection.HTTP_UNAUTHORIZED
                                ? "401"
                                : method + " " + path + response);
            }
        assertEquals(List.of("401"), answers.stream().distinct().toList());
        for (String way :
                List.of("hooks/../state", "hooks/%2e%2e/state", "hooks/..%2fstate", "hooks//state", "hooks/;/state")) {
            RawHttp.Response response =
                    RawHttp.raw(broker, "POST /" + way + " HTTP/1.1\r\n" + HOST + auth + TYPE + LENGTH + END);
            assertTrue(response.status() >= 400 || response.body().equals("{}"), response::toString);
        }
        RawHttp.Response foreign =
                RawHttp.raw(broker, "POST /hooks/claude-code HTTP/1.1\r\nHost: evil\r\n" + auth + TYPE + LENGTH + END);
        assertEquals(403, foreign.status());
        RawHttp.Response own =
                RawHttp.raw(broker, "POST /hooks/claude-code HTTP/1.1\r\n" + HOST + AUTH + TYPE + LENGTH + END);
        assertEquals(401, own.status(), "the broker's token is not the hooks'");
    }

    private static RawHttp.Response status(String request) throws IOException {
        try (RawHttp http = new RawHttp(broker.httpPort())) {
            http.send(request.replace("PORT", Integer.toString(broker.httpPort())));
            try {
                return http.response();
            } catch (EOFException e) {
                if (request.startsWith("HEAD")) return new RawHttp.Response(401, "", ""); // has no body
                throw e;
            }
        }
    }

    @Test
    void whatTheBrokerMakesIsItsOwnersAlone() throws Exception {
        Path folder = broker.program.directory.folder();
        assertEquals("rwx------", mode(folder));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList())
                // SQLite's driver unpacks its library readable; the folder lets nobody in.
                if (!file.getFileName().toString().contains("libsqlitejdbc"))
                    assertTrue(mode(file).endsWith("------"), file + " " + mode(file));
        }
        assertEquals("rw-------", mode(broker.program.directory.socket()));
        assertEquals("rw-------", mode(broker.hookSocket()));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
