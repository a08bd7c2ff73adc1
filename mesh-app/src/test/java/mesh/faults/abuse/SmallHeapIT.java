package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More bytes than a broker with a heap of 64 MiB has room for; it would end at the first allocation that fails. */
class SmallHeapIT {
    private static final int CLIENTS = 32;
    private static final int MAX_RESIDENT_MEGABYTES = 260;
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path temporary;

    private BrokerUnderAbuse broker;

    @BeforeEach
    void start() throws Exception {
        broker = BrokerUnderAbuse.startSmall(temporary, 64);
        broker.assertServes(Duration.ofSeconds(10));
    }

    @AfterEach
    void end() throws Exception {
        broker.assertServes(Duration.ofSeconds(10));
        int resident = broker.residentMegabytes();
        assertTrue(resident < MAX_RESIDENT_MEGABYTES, () -> "the broker holds " + resident + " MiB");
        assertEquals(-1, broker.program.log().indexOf("OutOfMemory"), "memory ran out");
        broker.close();
    }

    /** What one client does; many do it at once. */
    private interface Abuse {
        void run(int client) throws Exception;
    }

    private void byManyAtOnce(Abuse abuse) throws Exception {
        CountDownLatch done = new CountDownLatch(CLIENTS);
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            Thread thread = new Thread(() -> {
                try {
                    abuse.run(client);
                } catch (Throwable e) {
                    failures.add(e);
                } finally {
                    done.countDown();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        assertTrue(done.await(60, TimeUnit.SECONDS), "the clients hang");
        broker.assertAlive();
        if (!failures.isEmpty()) throw new AssertionError(failures.size() + " failed", failures.get(0));
    }

    @Test
    void bodiesBeyondTheLimitAreTooLarge() throws Exception {
        String large = "x".repeat(2 * MEGABYTE);
        AtomicInteger tooLarge = new AtomicInteger();
        byManyAtOnce(client -> {
            for (int i = 0; i < 4; i++) {
                RawHttp.Response response = RawHttp.post(broker, "/send", large);
                assertEquals(413, response.status());
                assertEquals("too_large", response.code());
                tooLarge.incrementAndGet();
            }
        });
        assertEquals(4 * CLIENTS, tooLarge.get());
    }

    @Test
    void chunksWithoutEndAreTooLarge() throws Exception {
        String chunk = Integer.toHexString(MEGABYTE) + "\r\n" + "x".repeat(MEGABYTE) + "\r\n";
        byManyAtOnce(client -> {
            try (RawHttp http = new RawHttp(broker.httpPort())) {
                http.send(RawHttp.head(broker, "POST", "/send")
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < 16; i++) http.send(chunk);
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "the broker may hang up");
            }
        });
    }

    /** Large, but allowed, and all at once. */
    @Test
    void bodiesOfTheLargestSizeAreAnsweredWhateverIsInThem() throws Exception {
        String many = "{\"a\":[" + "{},".repeat(80_000) + "{}]}";
        String longText = "{\"a\":\"" + "\\u00e9".repeat(170_000) + "\"}";
        String numbers = "{\"a\":[" + "1,".repeat(90_000) + "1]}";
        AtomicInteger refused = new AtomicInteger();
        byManyAtOnce(client -> {
            for (String body : List.of(many, longText, numbers)) {
                RawHttp.Response response = RawHttp.post(broker, "/send", body);
                assertEquals(400, response.status(), response::toString);
                refused.incrementAndGet();
            }
        });
        assertEquals(3 * CLIENTS, refused.get());
    }

    @Test
    void framesBeyondTheLimitEndTheirLink() throws Exception {
        String large = "x".repeat(3 * MEGABYTE);
        byManyAtOnce(client -> {
            try (RawLink link = client % 2 == 0
                    ? RawLink.hello(broker)
                    : RawLink.webSocket(broker).greeted()) {
                try {
                    link.send(large);
                } catch (IOException e) {
                    return; // hung up on in the middle
                }
                JsonObject last = null;
                for (JsonObject frame; (frame = link.next()) != null; ) last = frame;
                assertTrue(last == null || last.has("bye"));
            }
        });
    }

    @Test
    void framesOfTheLargestSizeAreReadWhileNobodyReadsTheAnswers() throws Exception {
        String value = "v".repeat(60_000);
        broker.program.call("state", set("k", value));
        byManyAtOnce(client -> {
            try (RawLink link = RawLink.hello(broker)) {
                for (int i = 0; i < 300; i++)
                    link.send("{\"id\":" + i + ",\"call\":\"state\",\"body\":{\"action\":\"get\",\"key\":\"k\"}}");
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "cut as a slow consumer");
            }
        });
    }

    private static String set(String key, String value) {
        return "{\"action\":\"set\",\"peerId\":\"cli\",\"key\":\"" + key + "\",\"value\":\"" + value + "\"}";
    }

    /** A hook call may carry whole files; many of them at once are more than there is room for. */
    @Test
    void hookCallsWithHugeInputsAreTurnedAwayNotFatal() throws Exception {
        String hook = broker.program
                .directory
                .read(broker.program.directory.folder().resolve("hook.token"))
                .orElseThrow()
                .strip();
        byte[] input =
                ("{\"session_id\":\"s\",\"cwd\":\"/tmp\",\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"Edit\","
                                + "\"tool_input\":{\"file_path\":\"/tmp/a\",\"content\":\"" + "x".repeat(12 * MEGABYTE)
                                + "\"}}")
                        .getBytes(StandardCharsets.UTF_8);
        byManyAtOnce(client -> {
            if (client % 2 == 0) throughTheSocket(input);
            else overHttp(hook, input);
        });
    }

    private void throughTheSocket(byte[] input) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(broker.hookSocket()));
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
            out.writeByte(1);
            byte[] host = "claude-code".getBytes(StandardCharsets.UTF_8);
            out.writeInt(host.length);
            out.write(host);
            out.writeLong(ProcessHandle.current().pid());
            out.writeInt(0);
            out.writeInt(input.length);
            out.write(input);
            channel.read(ByteBuffer.allocate(1024));
        } catch (IOException e) {
            assertTrue(e.getMessage() != null, "turned away");
        }
    }

    private void overHttp(String token, byte[] input) throws IOException {
        try (RawHttp http = new RawHttp(broker.httpPort())) {
            http.send("POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1:" + broker.httpPort()
                    + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + input.length + "\r\n\r\n");
            http.send(input);
            int status = http.response().status();
            assertTrue(status == 200 || status == 503 || status == 413, "status " + status);
        } catch (IOException e) {
            assertTrue(e.getMessage() != null, "turned away");
        }
    }
}
