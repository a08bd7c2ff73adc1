package mesh.faults.abuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random bytes, and proper ones that were changed a little, at every door. The seed is in what a failure says. */
class FuzzIT {
    private static final Duration TIME = Duration.ofSeconds(15);
    private static final long MAX_LOG_BYTES = 16L * 1024 * 1024;

    @TempDir
    Path temporary;

    private record Door(String name, int port, Path socket, List<byte[]> proper) {}

    @Test
    void noBytesEndTheBrokerOrLeaveSomethingBehind() throws Exception {
        long seed = Long.getLong("mesh.faults.seed", System.nanoTime());
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            broker.assertServes(Duration.ofSeconds(10));
            int before = broker.descriptors();
            List<Door> doors = doors(broker);
            Random random = new Random(seed);
            long end = System.nanoTime() + TIME.toNanos();
            int sent = 0;
            while (System.nanoTime() < end) {
                for (Door door : doors) knock(door, random);
                if (++sent % 100 == 0) broker.assertAlive();
            }
            Program.await("it serves: seed " + seed, () -> serves(broker));
            Program.await("descriptors are given back: seed " + seed, () -> broker.descriptors() <= before + 8);
            int rounds = sent;
            assertTrue(rounds > 100, () -> "only " + rounds + " rounds");
            long log = broker.logBytes();
            assertTrue(log < MAX_LOG_BYTES, () -> "the log grew to " + log + " bytes: seed " + seed);
            String errors = broker.program
                    .log()
                    .lines()
                    .filter(line -> line.contains(" ERROR "))
                    .findFirst()
                    .orElse("");
            assertTrue(errors.isEmpty(), () -> "seed " + seed + ": " + errors);
        }
    }

    private static boolean serves(BrokerUnderAbuse broker) throws Exception {
        try {
            broker.assertServes(Duration.ofSeconds(5));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Door> doors(BrokerUnderAbuse broker) throws Exception {
        byte[] hello = "{\"hello\":{\"protocol\":1,\"client\":\"fuzz\"}}\n".getBytes(UTF_8);
        byte[] state = "{\"id\":1,\"call\":\"state\",\"body\":{\"action\":\"get\",\"key\":\"k\",\"namespace\":\"n\"}}\n"
                .getBytes(UTF_8);
        byte[] peers =
                "{\"id\":2,\"call\":\"events\",\"body\":{\"types\":[\"a.*\"],\"since\":\"2026-01-01T00:00:00Z\"}}\n"
                        .getBytes(UTF_8);
        byte[] call =
                (RawHttp.head(broker, "POST", "/peers") + RawHttp.json("{\"scope\":\"machine\"}")).getBytes(ISO_8859_1);
        byte[] mcp = (RawHttp.head(broker, "POST", "/mcp") + "Accept: application/json, text/event-stream\r\n"
                        + RawHttp.json("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}"))
                .getBytes(ISO_8859_1);
        byte[] upgrade = RawLink.upgrade(broker.secret()).getBytes(ISO_8859_1);
        byte[] frame = RawLink.masked(0x81, hello);
        byte[] hook = {1, 0, 0, 0, 3, 'f', 'o', 'o', 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, '{', '}'};
        return List.of(
                new Door("http", broker.httpPort(), null, List.of(call, mcp)),
                new Door("link", 0, broker.program.directory.socket(), List.of(join(hello, state, peers), hello)),
                new Door(
                        "websocket",
                        broker.webSocketPort(),
                        null,
                        List.of(join(upgrade, frame, RawLink.masked(0x81, state)), join(upgrade, frame))),
                new Door("hooks", 0, broker.hookSocket(), List.of(hook)));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    private static void knock(Door door, Random random) throws IOException {
        byte[] bytes = bytes(door, random);
        if (door.socket != null) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door.socket))) {
                ByteBuffer out = ByteBuffer.wrap(bytes);
                while (out.hasRemaining()) channel.write(out);
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, door.name + " hung up");
            }
        } else {
            try (Socket socket = new Socket("127.0.0.1", door.port)) {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, door.name + " hung up");
            }
        }
    }

    /** One in four is noise; the others are proper bytes with some changed, left out, doubled or cut off. */
    private static byte[] bytes(Door door, Random random) {
        byte[] noise = new byte[random.nextInt(400)];
        random.nextBytes(noise);
        if (random.nextInt(4) == 0) return noise;
        byte[] bytes = door.proper.get(random.nextInt(door.proper.size())).clone();
        for (int i = random.nextInt(8); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 ->
                    bytes = join(
                            java.util.Arrays.copyOf(bytes, at),
                            noise,
                            java.util.Arrays.copyOfRange(bytes, at, bytes.length));
                default -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
            }
        }
        return bytes;
    }
}
