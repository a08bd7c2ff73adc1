package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are told a lot and read none of it. */
class NeverReadingIT {
    private static final int MESSAGES = 400;
    private static final int PAYLOAD = 40_000;
    /** The limit of an answer that is not read, 20 s, and how often that is looked at. */
    private static final Duration CUT_WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    @Test
    void readersThatNeverReadAreCutAndOthersDoNotWaitAndNothingIsMissedOnResuming() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            BrokerUnderAbuse.Peer sender = broker.authenticated("sender");
            BrokerUnderAbuse.Peer reader = broker.authenticated("reader");
            BrokerUnderAbuse.Peer lazy = broker.authenticated("lazy");
            BrokerUnderAbuse.Peer far = broker.authenticated("far");
            RawLink never = RawLink.hello(broker, lazy, 0);
            RawLink neverFar = RawLink.webSocket(broker).greeted(RawLink.hello(far, 0));
            List<RawHttp> streams = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RawHttp stream = new RawHttp(broker.httpPort());
                stream.send(RawHttp.head(broker, "GET", "/events/stream?since=0") + "\r\n");
                streams.add(stream);
            }
            try (RawLink attentive = RawLink.hello(broker, reader, 0);
                    RawLink sending = RawLink.hello(broker, sender, 0)) {
                CompletableFuture<List<Integer>> heard = CompletableFuture.supplyAsync(() -> receivedBy(attentive));
                String payload = "x".repeat(PAYLOAD);
                long slowest = 0;
                for (int i = 0; i < MESSAGES; i++) {
                    long begun = System.nanoTime();
                    JsonObject answer = sending.call(i, "send", send(sender, "all", i + " " + payload));
                    assertEquals(200, answer.integer("status"), answer::json);
                    sending.call(MESSAGES + i, "events", emit(sender, payload));
                    slowest = Math.max(slowest, System.nanoTime() - begun);
                }
                long millis = slowest / 1_000_000;
                assertTrue(millis < 2_000, () -> "a send waited " + millis + " ms for readers that do not read");
                assertEquals(numbers(), heard.get(60, TimeUnit.SECONDS), "who reads gets everything");
            }
            assertBye(never);
            assertBye(neverFar);
            Program.await(
                    "event streams that nobody reads are cut",
                    CUT_WITHIN,
                    () -> broker.program.metrics().contains("\nmesh_http_streams 0\n"));
            for (RawHttp stream : streams) stream.close();
            assertResumes(broker, lazy);
            assertResumes(broker, far);
            broker.assertServes(Duration.ofSeconds(2));
        }
    }

    private static String send(BrokerUnderAbuse.Peer from, String to, String payload) {
        return "{\"fromPeer\":\"" + from.id() + "\",\"toPeer\":\"" + to + "\",\"payload\":\"" + payload + "\"}";
    }

    private static String emit(BrokerUnderAbuse.Peer by, String text) {
        return "{\"action\":\"emit\",\"type\":\"abuse\",\"peerId\":\"" + by.id() + "\",\"payload\":{\"text\":\"" + text
                + "\"}}";
    }

    private static List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) numbers.add(i);
        return numbers;
    }

    /** Reads pushed messages up to the last one. @return their numbers as they came */
    private static List<Integer> received(RawLink link) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        while (numbers.isEmpty() || numbers.get(numbers.size() - 1) != MESSAGES - 1) {
            JsonObject push = link.next("push");
            if (push.string("push").equals("message")) numbers.add(number(push));
        }
        return numbers;
    }

    private static List<Integer> receivedBy(RawLink link) {
        try {
            return received(link);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(JsonObject push) {
        String payload = push.object("body").string("payload");
        return Integer.parseInt(payload.substring(0, payload.indexOf(' ')));
    }

    /** What was sent before it was cut comes whole and in order, and the reason comes last. */
    private static void assertBye(RawLink never) throws Exception {
        int expected = 0;
        JsonObject last = null;
        for (JsonObject frame; (frame = never.next()) != null; last = frame)
            if (frame.optString("push").orElse("").equals("message")) assertEquals(expected++, number(frame));
        never.close();
        assertTrue(expected < MESSAGES, "the client that did not read was never cut");
        if (last != null && last.has("bye"))
            assertEquals("slow_consumer", last.object("bye").string("code"));
    }

    private static void assertResumes(BrokerUnderAbuse broker, BrokerUnderAbuse.Peer peer) throws Exception {
        try (RawLink link = RawLink.hello(broker, peer, 0)) {
            assertEquals(numbers(), received(link));
        }
    }
}
