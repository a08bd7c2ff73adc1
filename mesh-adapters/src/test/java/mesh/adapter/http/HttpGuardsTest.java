package mesh.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import mesh.adapter.http.RawHttp.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before a body is read: written byte by byte, as no proper client would. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpGuardsTest {
    private static final String AUTH = "Authorization: Bearer " + RawHttp.TOKEN + "\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";

    private ApiUnderTest api;

    @BeforeAll
    void start() throws IOException {
        api = new ApiUnderTest();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Response raw(String text) throws IOException {
        try (RawHttp connection = new RawHttp(api.port())) {
            connection.send(text.replace("PORT", Integer.toString(api.port())));
            return connection.response();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:PORT", "localhost:PORT", "LocalHost:PORT", "[::1]:PORT"})
    void ownNamesAreTakenAsHost(String host) throws IOException {
        assertEquals(
                200, raw("GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost.evil.example:PORT",
                "127.0.0.1:PORT@evil.example",
                "0.0.0.0:PORT",
                "127.1:PORT",
                ""
            })
    void foreignHostIsForbiddenEvenForHealth(String host) throws IOException {
        Response response = raw("GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertEquals(403, response.status());
        assertEquals("forbidden", response.code());
    }

    @Test
    void missingAndDoubledHostAreRefused() throws IOException {
        assertEquals(400, raw("GET /health HTTP/1.1\r\n\r\n").status());
        assertEquals(400, raw("GET /health HTTP/1.0\r\n\r\n").status());
        assertEquals(
                400,
                raw("GET /health HTTP/1.1\r\nHost: localhost:PORT\r\nHost: localhost:PORT\r\n\r\n")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "https://127.0.0.1:PORT",
                "http://127.0.0.1:PORT.evil.example",
                "http://localhost",
                "file://"
            })
    void foreignOriginIsForbidden(String origin) throws IOException {
        Response response = raw("GET /health HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: " + origin + "\r\n\r\n");
        assertEquals(403, response.status());
        assertNull(response.headers().get("access-control-allow-origin"));
    }

    @Test
    void ownOriginIsTaken() throws IOException {
        assertEquals(
                200,
                raw("GET /health HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://127.0.0.1:PORT\r\n\r\n")
                        .status());
    }

    static Stream<Arguments> wrongTokens() {
        return Stream.of(
                Arguments.of("none", ""),
                Arguments.of("a wrong one", "Authorization: Bearer wrong\r\n"),
                Arguments.of("the right one and more", "Authorization: Bearer " + RawHttp.TOKEN + "x\r\n"),
                Arguments.of("its beginning", "Authorization: Bearer " + RawHttp.TOKEN.substring(0, 5) + "\r\n"),
                Arguments.of("an empty one", "Authorization: Bearer \r\n"),
                Arguments.of("another scheme", "Authorization: Basic " + RawHttp.TOKEN + "\r\n"),
                Arguments.of("the bare token", "Authorization: " + RawHttp.TOKEN + "\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void everythingButHealthNeedsTheToken(String what, String header) throws IOException {
        for (String request : new String[] {
            "GET /status", "GET /metrics", "GET /events/stream", "POST /send", "OPTIONS /send", "GET /nothing"
        }) {
            Response response = raw(request + " HTTP/1.1\r\nHost: localhost:PORT\r\n" + header + "\r\n");
            assertEquals(401, response.status(), request);
            assertEquals("unauthorized", response.code());
            assertEquals("Bearer", response.headers().get("www-authenticate"));
            assertTrue(!response.text().contains(RawHttp.TOKEN));
        }
    }

    static Stream<Arguments> badHeads() {
        return Stream.of(
                Arguments.of("text/plain", "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415),
                Arguments.of("no type", "Content-Length: 2\r\n\r\n{}", 415),
                Arguments.of(
                        "a form",
                        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n\r\n{}",
                        415),
                Arguments.of("like JSON", "Content-Type: application/jsonp\r\nContent-Length: 2\r\n\r\n{}", 415),
                Arguments.of(
                        "another charset",
                        "Content-Type: application/json; charset=latin1\r\nContent-Length: 2\r\n\r\n{}",
                        415),
                Arguments.of("two types", JSON + JSON + "Content-Length: 2\r\n\r\n{}", 400),
                Arguments.of("no length", JSON + "\r\n", 411),
                Arguments.of("length with a sign", JSON + "Content-Length: +2\r\n\r\n{}", 400),
                Arguments.of("two lengths that agree", JSON + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
                Arguments.of("two lengths that differ", JSON + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
                Arguments.of(
                        "length and chunks", JSON + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400),
                Arguments.of("a length that is too large", JSON + "Content-Length: 1048577\r\n\r\n", 413),
                Arguments.of("an absurd length", JSON + "Content-Length: 9223372036854775807\r\n\r\n", 400),
                Arguments.of("a control character", JSON + "X-Odd: a\u0001b\r\nContent-Length: 2\r\n\r\n{}", 400),
                Arguments.of("a delete character", JSON + "X-Odd: a\u007fb\r\nContent-Length: 2\r\n\r\n{}", 400),
                Arguments.of("two tokens", AUTH + JSON + "Content-Length: 2\r\n\r\n{}", 400),
                Arguments.of(
                        "two peer tokens",
                        JSON + "X-Mesh-Peer-Token: a\r\nX-Mesh-Peer-Token: b\r\nContent-Length: 2\r\n\r\n{}",
                        400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badHeads")
    void headThatIsWrongOrAmbiguousIsRefused(String what, String rest, int status) throws IOException {
        Response response = raw("POST /peers HTTP/1.1\r\nHost: localhost:PORT\r\n" + AUTH + rest);
        assertEquals(status, response.status(), what);
        if (response.headers().getOrDefault("content-type", "").startsWith("application/json"))
            assertTrue(!response.json().bool("ok"));
    }

    @Test
    void jsonWithItsCharsetIsTaken() throws IOException {
        for (String type : new String[] {"application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""})
            assertEquals(
                    200,
                    raw("POST /peers HTTP/1.1\r\nHost: localhost:PORT\r\n" + AUTH + "Content-Type: " + type
                                    + "\r\nContent-Length: 2\r\n\r\n{}")
                            .status());
    }

    @Test
    void chunkedBodyIsReadAndItsSizeIsCounted() throws IOException {
        String head =
                "POST /peers HTTP/1.1\r\nHost: localhost:PORT\r\n" + AUTH + JSON + "Transfer-Encoding: chunked\r\n\r\n";
        assertEquals(200, raw(head + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n").status());
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        Response tooLarge = raw(head + chunk.repeat(16) + "2\r\n{}\r\n0\r\n\r\n");
        assertEquals(413, tooLarge.status());
        assertEquals("too_large", tooLarge.code());
    }

    @Test
    void bodyJustWithinTheLimitIsReadAndOneAboveGetsItsAnswer() throws IOException {
        String padding = " ".repeat(Requests.MAX_BODY_BYTES - 2);
        assertEquals(200, api.post("/peers", "{}" + padding).status());
        Response tooLarge = api.post("/peers", "{}" + padding + " ");
        assertEquals(413, tooLarge.status());
        assertTrue(tooLarge.json().string("error").contains("1048576"));
    }

    @Test
    void wrongMethodIsToldWhichAreAllowed() throws IOException {
        Response get = api.get("/send");
        assertEquals(405, get.status());
        assertEquals("POST, OPTIONS", get.headers().get("allow"));
        assertEquals("method_not_allowed", get.code());
        Response post = api.post("/status", "{}");
        assertEquals(405, post.status());
        assertEquals("GET, HEAD, OPTIONS", post.headers().get("allow"));
        Response odd = RawHttp.once(api.port(), "BREW", "/status", null);
        assertEquals(405, odd.status());
    }

    @Test
    void headAndOptionsAnswerWithoutBodies() throws IOException {
        Response head = RawHttp.once(api.port(), "HEAD", "/status", null);
        assertEquals(200, head.status());
        assertTrue(Integer.parseInt(head.headers().get("content-length")) > 100);
        Response options = RawHttp.once(api.port(), "OPTIONS", "/send", null);
        assertEquals(204, options.status());
        assertEquals("POST, OPTIONS", options.headers().get("allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/3.7", "HTTP/1.10", "http/1.1", "HTTP/0.9"})
    void oddVersionsAreRefused(String version) throws IOException {
        assertEquals(
                400,
                raw("GET /health " + version + "\r\nHost: localhost:PORT\r\n\r\n")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%73end", "/./send", "//send", "/send;x", "/SEND", "/"})
    void pathsHaveOneSpelling(String path) throws IOException {
        assertEquals(404, api.post(path, "{}").status());
    }

    @Test
    void connectionGoesOnAfterAnErrorOfACall() throws IOException {
        try (RawHttp connection = new RawHttp(api.port())) {
            assertEquals(400, connection.post("/register", "{}").status());
            assertEquals(400, connection.post("/peers", "{").status());
            assertEquals(200, connection.post("/peers", "{}").status());
        }
    }

    @Test
    void garbageEndsItsConnectionAndNothingElse() throws IOException {
        try (RawHttp connection = new RawHttp(api.port())) {
            connection.send("\u0016\u0003\u0001NOT-HTTP\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(400, connection.response().status());
            assertTrue(connection.isEnded());
        }
        assertEquals(200, api.get("/health").status());
    }
}
