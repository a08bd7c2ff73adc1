package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take all the time in the world, many of each kind, at all doors at once. */
class SlowClientsIT {
    private static final int EACH = 40;
    /** The longest limit, 20 s for an answer that is not read, and how often that is looked at. */
    private static final Duration CUT_WITHIN = Duration.ofSeconds(32);

    private static final Duration OTHERS_WAIT = Duration.ofSeconds(2);

    @TempDir
    Path temporary;

    @Test
    void slowHeadsBodiesFramesAndReadersHoldUpNobodyAndAreCut() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            broker.assertServes(OTHERS_WAIT);
            int before = broker.descriptors();
            Map<String, List<RawHttp>> slow = new LinkedHashMap<>();
            String head = RawHttp.head(broker, "POST", "/state");
            slow.put("head", open(broker.httpPort(), head));
            slow.put("first byte of a head", open(broker.httpPort(), "P"));
            slow.put(
                    "body",
                    open(
                            broker.httpPort(),
                            head + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"));
            slow.put(
                    "chunk",
                    open(
                            broker.httpPort(),
                            head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n{"));
            slow.put("upgrade", open(broker.webSocketPort(), "GET / HTTP/1.1\r\nHost: hub\r\n"));
            slow.put("nothing at the WebSocket port", open(broker.webSocketPort(), ""));
            slow.put("TLS hello", open(broker.webSocketPort(), "\u0016\u0003\u0001\u0002\u0000\u0001"));
            List<RawLink> silent = new ArrayList<>();
            for (int i = 0; i < EACH; i++) silent.add(RawLink.silent(broker));
            List<RawLink> silentWebSockets = new ArrayList<>();
            for (int i = 0; i < EACH; i++) silentWebSockets.add(RawLink.webSocket(broker));

            AtomicBoolean over = new AtomicBoolean();
            Thread dripping = new Thread(() -> drip(slow, over), "drip");
            dripping.start();
            try {
                for (int i = 0; i < 20; i++) broker.assertServes(OTHERS_WAIT);
                long end = System.nanoTime() + CUT_WITHIN.toNanos();
                for (Map.Entry<String, List<RawHttp>> kind : slow.entrySet())
                    for (RawHttp client : kind.getValue())
                        assertTrue(client.endsWithin(left(end)), () -> "never cut: slow " + kind.getKey());
                for (RawLink link : silent) assertTrue(link.endsWithin(left(end)), "a link without a hello stays");
                for (RawLink link : silentWebSockets)
                    assertTrue(link.endsWithin(left(end)), "a WebSocket without a hello stays");
            } finally {
                over.set(true);
                dripping.join();
            }
            broker.assertServes(OTHERS_WAIT);
            for (List<RawHttp> clients : slow.values()) for (RawHttp client : clients) client.close();
            for (RawLink link : silent) link.close();
            for (RawLink link : silentWebSockets) link.close();
            Program.await("descriptors are given back", () -> broker.descriptors() <= before + 8);
            assertEquals(
                    List.of(),
                    broker.program.call("state", "{\"action\":\"list\"}").objects("entries"));
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    private static List<RawHttp> open(int port, String begin) throws Exception {
        List<RawHttp> clients = new ArrayList<>();
        for (int i = 0; i < EACH; i++) clients.add(new RawHttp(port).send(begin));
        return clients;
    }

    private static void drip(Map<String, List<RawHttp>> slow, AtomicBoolean over) {
        while (!over.get()) {
            for (List<RawHttp> clients : slow.values())
                for (RawHttp client : clients) {
                    try {
                        client.send("x");
                    } catch (IOException e) {
                        continue; // it is cut
                    }
                }
            LockSupport.parkNanos(500_000_000);
        }
    }
}
