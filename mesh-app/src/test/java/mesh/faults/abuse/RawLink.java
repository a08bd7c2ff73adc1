package mesh.faults.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;

/** A link on which a test says exactly what it wants: over the socket, or over WebSocket. */
abstract class RawLink implements Closeable {
    private static final String HELLO = "{\"hello\":{\"protocol\":1,\"client\":\"abuse\"}}";

    /** Connects to the broker's socket and says nothing. */
    static RawLink silent(BrokerUnderAbuse broker) throws IOException {
        return new OverSocket(broker.program.directory.socket());
    }

    /** Says hello for nobody. */
    static RawLink hello(BrokerUnderAbuse broker) throws IOException {
        return silent(broker).greeted(HELLO);
    }

    /** Says hello for a peer, which has what happens pushed to it. */
    static RawLink hello(BrokerUnderAbuse broker, BrokerUnderAbuse.Peer peer, long since) throws IOException {
        return silent(broker).greeted(hello(peer, since));
    }

    static String hello(BrokerUnderAbuse.Peer peer, long since) {
        return "{\"hello\":{\"protocol\":1,\"client\":\"abuse\",\"peerId\":\"" + peer.id() + "\",\"peerToken\":\""
                + peer.token() + "\",\"since\":" + since + "}}";
    }

    /** Becomes a WebSocket and says nothing. */
    static RawLink webSocket(BrokerUnderAbuse broker) throws IOException {
        return new OverWebSocket(broker.webSocketPort(), broker.secret());
    }

    RawLink greeted(String hello) throws IOException {
        send(hello);
        next("welcome");
        return this;
    }

    RawLink greeted() throws IOException {
        return greeted(HELLO);
    }

    abstract void send(String frame) throws IOException;

    /** The next frame; {@code null} at the end of the connection. */
    abstract JsonObject next() throws IOException;

    /** Whether the broker ends the connection in time, whatever it still says. */
    abstract boolean endsWithin(Duration time) throws IOException;

    /** The next frame that has {@code field}; others are passed over. */
    JsonObject next(String field) throws IOException {
        for (JsonObject frame; (frame = next()) != null; ) if (frame.has(field)) return frame;
        throw new IOException("the link ended before a frame with " + field);
    }

    /** Makes a call. @return the frame of its answer */
    JsonObject call(long id, String name, String body) throws IOException {
        send("{\"id\":" + id + ",\"call\":\"" + name + "\",\"body\":" + body + "}");
        return next("status");
    }

    private static final class OverSocket extends RawLink {
        private final SocketChannel channel;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
        private final ByteBuffer received = ByteBuffer.allocate(64 * 1024).flip();

        OverSocket(Path socket) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        }

        @Override
        void send(String frame) throws IOException {
            ByteBuffer line = ByteBuffer.wrap((frame + "\n").getBytes(UTF_8));
            while (line.hasRemaining()) channel.write(line);
        }

        @Override
        JsonObject next() throws IOException {
            while (true) {
                while (received.hasRemaining()) {
                    byte b = received.get();
                    if (b != '\n') {
                        begun.write(b);
                        continue;
                    }
                    JsonObject frame = JsonObject.parse(begun.toByteArray());
                    begun.reset();
                    return frame;
                }
                int count = channel.read(received.clear());
                received.flip();
                if (count < 0) return null;
            }
        }

        @Override
        boolean endsWithin(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            channel.configureBlocking(false);
            try (Selector selector = Selector.open()) {
                channel.register(selector, SelectionKey.OP_READ);
                while (System.nanoTime() < end) {
                    selector.select(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                    selector.selectedKeys().clear();
                    if (channel.read(received.clear()) < 0) return true;
                }
                return false;
            } catch (IOException e) {
                return true; // reset
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class OverWebSocket extends RawLink {
        private final Socket socket;
        private final DataInputStream in;

        OverWebSocket(int port, String secret) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Program.PATIENCE.toMillis());
            in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream().write(upgrade(secret).getBytes(UTF_8));
            String head = head(in);
            if (!head.startsWith("HTTP/1.1 101 ")) throw new IOException("not let in: " + head);
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int c = in.read();
                if (c < 0) throw new IOException("ended: " + head);
                head.append((char) c);
            }
            return head.toString();
        }

        @Override
        void send(String frame) throws IOException {
            socket.getOutputStream().write(masked(0x81, frame.getBytes(UTF_8)));
        }

        @Override
        JsonObject next() throws IOException {
            while (true) {
                int first = in.read();
                if (first < 0 || (first & 0x0f) == 8) return null;
                long length = in.readUnsignedByte();
                if (length == 126) length = in.readUnsignedShort();
                else if (length == 127) length = in.readLong();
                byte[] payload = in.readNBytes((int) length);
                if ((first & 0x0f) == 1) return JsonObject.parse(payload);
            }
        }

        @Override
        boolean endsWithin(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            try {
                while (System.nanoTime() < end) {
                    socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
                    if (in.read() < 0) return true;
                }
            } catch (SocketTimeoutException e) {
                return false;
            } catch (SocketException e) {
                return true; // reset
            }
            return false;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** The head of a request that becomes a WebSocket. */
    static String upgrade(String secret) {
        return "GET / HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + secret + "\r\n\r\n";
    }

    /** A frame as a client sends it (RFC 6455, section 5.2). */
    static byte[] masked(int first, byte[] payload) {
        byte[] mask = {0x12, 0x34, 0x56, 0x78};
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) frame.put((byte) (0x80 | payload.length));
        else if (payload.length < 65_536) frame.put((byte) 0xfe).putShort((short) payload.length);
        else frame.put((byte) 0xff).putLong(payload.length);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) frame.put((byte) (payload[i] ^ mask[i & 3]));
        return Arrays.copyOf(frame.array(), frame.position());
    }
}
