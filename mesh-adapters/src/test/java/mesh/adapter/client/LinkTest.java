package mesh.adapter.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import mesh.adapter.link.Bye;
import mesh.adapter.link.FrameStream;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
    private static final byte[] END = new byte[0];

    private final AtomicLong nanos = new AtomicLong();
    private final List<LinkEnded> ends = new CopyOnWriteArrayList<>();
    private final Scripted broker = new Scripted();
    private final Link link = new Link(broker, "test", nanos::get, (over, how) -> ends.add(how));

    /** A connection whose other side is the test. */
    private static final class Scripted implements FrameStream {
        private final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
        private final BlockingQueue<JsonObject> fromClient = new LinkedBlockingQueue<>();

        void say(String frame) {
            toClient.add(frame.getBytes(UTF_8));
        }

        @Override
        public void send(byte[] frame) {
            fromClient.add(JsonObject.parse(frame));
        }

        @Override
        public byte[] receive() throws IOException {
            try {
                byte[] frame = toClient.take();
                return frame == END ? null : frame;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            toClient.add(END);
        }
    }

    @BeforeEach
    void start() {
        link.start();
    }

    @AfterEach
    void stop() {
        link.close();
    }

    private Link.Sent ask() throws LinkEnded {
        return link.call("status", out -> {}, Optional.of("secret"));
    }

    @Test
    void aCallCarriesItsNumberAndToken() throws Exception {
        Link.Sent sent = ask();

        JsonObject frame = broker.fromClient.take();
        assertEquals(sent.id(), frame.integer("id"));
        assertEquals("status", frame.string("call"));
        assertEquals("secret", frame.string("peerToken"));
        assertTrue(frame.has("body"));
    }

    @Test
    void answersFindTheirCallsInAnyOrder() throws Exception {
        Link.Sent first = ask();
        Link.Sent second = ask();

        broker.say("{\"id\":" + second.id() + ",\"status\":200,\"body\":{\"n\":2}}");
        broker.say("{\"id\":999,\"status\":200,\"body\":{}}");
        broker.say("{\"id\":" + first.id() + ",\"status\":200,\"body\":{\"n\":1}}");

        assertEquals(1, first.result().integer("n"));
        assertEquals(2, second.result().integer("n"));
    }

    @Test
    void aByeEndsWhatWasAskedWithItsReason() throws Exception {
        Link.Sent sent = ask();

        broker.say("{\"bye\":{\"code\":\"slow_consumer\",\"error\":\"Read faster.\"}}");

        LinkEnded end = assertThrows(LinkEnded.class, sent::result);
        assertTrue(end.says(Bye.SLOW_CONSUMER));
        assertEquals("Read faster.", end.getMessage());
        assertFalse(link.isOpen());
        assertThrows(LinkEnded.class, this::ask);
        eventually("the end is told once", () -> ends.equals(List.of(end)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "{\"welcome\":{\"seq\":1}}",
                "{\"id\":1,\"status\":200}",
                "{\"id\":\"x\",\"status\":1,\"body\":{}}"
            })
    void whatCannotBeUnderstoodEndsTheLink(String frame) throws Exception {
        Link.Sent sent = ask();

        broker.say(frame);

        assertThrows(LinkEnded.class, sent::result);
    }

    @Test
    void framesOfUnknownKindArePassedOverAndPingsAnswered() throws Exception {
        broker.say("{\"novelty\":1}");
        broker.say("{\"push\":\"novelty\",\"seq\":1,\"body\":{},\"follow\":77}");
        broker.say("{\"ping\":5}");

        assertEquals(5, broker.fromClient.take().integer("pong"));
        assertTrue(link.isOpen());
    }

    @Test
    void aSilentBrokerIsAskedAndThenGivenUp() throws Exception {
        Link.Sent sent = ask();
        broker.fromClient.take();
        nanos.addAndGet(Duration.ofSeconds(16).toNanos());
        link.tend();
        assertTrue(broker.fromClient.take().has("ping"));
        assertTrue(link.isOpen());

        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        link.tend();

        assertThrows(LinkEnded.class, sent::result);
    }

    @Test
    void aCallThatIsTooLongIsNotSent() {
        String text = "x".repeat(1024 * 1024);

        assertThrows(InvalidInput.class, () -> link.call("send", out -> out.field("payload", text), Optional.empty()));
        assertTrue(link.isOpen());
    }
}
