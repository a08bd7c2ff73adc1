package mesh.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mesh.adapter.http.RawHttp.Response;
import mesh.adapter.wire.JsonObject;
import mesh.application.MeshSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private ApiUnderTest api;
    private String amber;

    @BeforeEach
    void start() throws IOException {
        api = new ApiUnderTest(
                MeshSettings.DEFAULT.withoutRateLimit(),
                builder -> builder.heartbeat(Duration.ofMillis(50)).maxWrite(Duration.ofMillis(300)));
        amber = api.join("amber");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** A client that reads events off a stream. */
    private static final class Stream implements AutoCloseable {
        private final RawHttp connection;
        private final StringBuilder text = new StringBuilder();

        Stream(int port, String query, String... headers) throws IOException {
            connection = new RawHttp(port);
            StringBuilder head = new StringBuilder("GET /events/stream" + query + " HTTP/1.1\r\nHost: localhost:" + port
                    + "\r\nAuthorization: Bearer " + RawHttp.TOKEN + "\r\n");
            for (String header : headers) head.append(header).append("\r\n");
            connection.send(head.append("\r\n").toString());
            Response response = connection.head();
            assertEquals(200, response.status());
            assertEquals("text/event-stream", response.headers().get("content-type"));
        }

        /** The next block of lines: an event or a comment. */
        String block() throws IOException {
            while (text.indexOf("\n\n") < 0) {
                String chunk = connection.chunk();
                if (chunk.isEmpty()) return "";
                text.append(chunk);
            }
            String block = text.substring(0, text.indexOf("\n\n"));
            text.delete(0, block.length() + 2);
            return block;
        }

        /** The next event's lines, past comments. */
        List<String> event() throws IOException {
            String block = block();
            while (block.startsWith(":")) block = block();
            return block.lines().toList();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    private long emit(String type, int number) throws IOException {
        return api.ok(
                        "/events",
                        "{\"action\":\"emit\",\"peerId\":\"" + amber + "\",\"type\":\"" + type
                                + "\",\"payload\":{\"n\":" + number + "}}")
                .object("event")
                .integer("seq");
    }

    private static JsonObject data(List<String> event) {
        return JsonObject.parse(event.get(2).substring("data: ".length()));
    }

    @Test
    void eventsArriveAsTheyHappenWithTheirSequenceAsId() throws Exception {
        try (Stream stream = new Stream(api.port(), "")) {
            assertEquals(":", stream.block());
            Eventually.isTrue("the stream follows", () -> api.mesh.services().followers() == 1);
            long seq = emit("build.done", 7);
            List<String> event = stream.event();
            assertEquals("id: " + seq, event.get(0));
            assertEquals("event: build.done", event.get(1));
            assertEquals(7, data(event).object("payload").integer("n"));
        }
    }

    @Test
    void typesNarrowWhatIsStreamed() throws Exception {
        try (Stream stream = new Stream(api.port(), "?types=build.*,file_locked&since=0")) {
            emit("other", 1);
            emit("build.done", 2);
            api.ok("/lock", HttpCallsTest.lock("lock", amber, "a.txt", ""));
            assertEquals("event: build.done", stream.event().get(1));
            assertEquals("event: file_locked", stream.event().get(1));
        }
    }

    @Test
    void resumingByLastEventIdMissesAndRepeatsNothing() throws Exception {
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 450; i++) seqs.add(emit("tick", i));
        try (Stream stream = new Stream(api.port(), "?types=tick&since=0", "Last-Event-ID: " + seqs.get(9))) {
            for (int i = 450; i < 500; i++) seqs.add(emit("tick", i));
            for (int i = 10; i < 500; i++)
                assertEquals("id: " + seqs.get(i), stream.event().get(0));
        }
    }

    @Test
    void sinceMayBeATime() throws Exception {
        emit("tick", 1);
        api.mesh.pass(Duration.ofSeconds(5));
        String now = api.mesh.now().toString();
        api.mesh.pass(Duration.ofSeconds(5));
        emit("tick", 2);
        try (Stream stream = new Stream(api.port(), "?types=tick&since=" + now.replace(":", "%3A"))) {
            assertEquals(2, data(stream.event()).object("payload").integer("n"));
        }
    }

    @Test
    void silentStreamSaysThatItIsStillThere() throws Exception {
        try (Stream stream = new Stream(api.port(), "?types=nothing.here")) {
            for (int i = 0; i < 3; i++) assertEquals(":", stream.block());
        }
    }

    @Test
    void clientThatLeftIsNoticed() throws Exception {
        new Stream(api.port(), "").close();
        Eventually.isTrue("the stream is gone", () -> api.mesh.services().followers() == 0 && streams() == 0);
    }

    @Test
    void readerThatNeverReadsIsClosedAndHoldsUpNobody() throws Exception {
        Stream neverRead = new Stream(api.port(), "");
        try {
            Eventually.isTrue("the stream follows", () -> api.mesh.services().followers() == 1);
            String flood = "{\"action\":\"emit\",\"peerId\":\"" + amber + "\",\"type\":\"flood\",\"payload\":{\"p\":\""
                    + "x".repeat(60_000) + "\"}}";
            Eventually.isTrue("the stream is closed", () -> {
                api.ok("/events", flood);
                return streams() == 0;
            });
            assertEquals(0, api.mesh.services().followers());
        } finally {
            neverRead.close();
        }
    }

    @Test
    void badQueriesAreAnswersNotStreams() throws IOException {
        assertEquals(400, api.get("/events/stream?types=No").status());
        assertEquals("types", api.get("/events/stream?types=No").json().string("field"));
        assertEquals("since", api.get("/events/stream?since=soon").json().string("field"));
        assertEquals(400, api.get("/events/stream?types=%zz").status());
        assertEquals(
                200, RawHttp.once(api.port(), "HEAD", "/events/stream", null).status());
    }

    @Test
    void onlySoManyStreamsAreOpen() throws Exception {
        List<Stream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < StreamRoute.MAX_STREAMS; i++) streams.add(new Stream(api.port(), ""));
            Response refused = api.get("/events/stream");
            assertEquals(409, refused.status());
            assertEquals("limit_reached", refused.code());
        } finally {
            for (Stream stream : streams) stream.close();
        }
        Eventually.isTrue("the streams are gone", () -> streams() == 0);
    }

    @Test
    void stoppingEndsStreams() throws Exception {
        try (Stream stream = new Stream(api.port(), "")) {
            Eventually.isTrue("the stream follows", () -> api.mesh.services().followers() == 1);
            long start = System.nanoTime();
            api.api.close();
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 3);
            assertEquals(List.of(), stream.event());
        }
    }

    private long streams() throws IOException {
        return MetricsTest.sample(api.get("/metrics").text(), "mesh_http_streams");
    }
}
