package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** Speaks to a WebSocket port byte by byte, right or wrong. */
final class RawClient implements AutoCloseable {
    /** Longer than any answer takes, shorter than a test may hang. */
    static final int PATIENCE_MILLIS = 20_000;

    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    final Socket socket;
    private final DataInputStream in;

    /** A frame from the server. */
    record Received(int opcode, byte[] payload) {
        String text() {
            return new String(payload, UTF_8);
        }

        int closeCode() {
            return new Message(opcode, payload).closeCode();
        }
    }

    RawClient(InetSocketAddress server) throws IOException {
        this(new Socket(server.getAddress(), server.getPort()));
    }

    RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    static String head(String secret) {
        return "GET / HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n"
                + (secret == null ? "" : "Authorization: Bearer " + secret + "\r\n")
                + "\r\n";
    }

    /** A client that has become a WebSocket. */
    static RawClient upgraded(InetSocketAddress server, String secret) throws IOException {
        RawClient client = new RawClient(server);
        String response = client.ask(head(secret));
        if (!response.startsWith("HTTP/1.1 101 ")) throw new IOException("Not let in: " + response);
        return client;
    }

    /** Sends the head of a request. @return the response: its head, and its body where that ends the connection */
    String ask(String head) throws IOException {
        send(head.getBytes(ISO_8859_1));
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        while (!response.toString(US_ASCII).endsWith("\r\n\r\n")) response.write(in.readUnsignedByte());
        if (!response.toString(US_ASCII).startsWith("HTTP/1.1 101 ")) in.transferTo(response);
        return response.toString(UTF_8);
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void text(String text) throws IOException {
        send(frame(Frame.FINAL | Frame.TEXT, text.getBytes(UTF_8)));
    }

    /** A masked frame. */
    static byte[] frame(int first, byte[] payload) {
        byte[] mask = {0x12, 0x34, 0x56, 0x78};
        byte[] header = header(first, payload.length);
        byte[] frame = new byte[header.length + mask.length + payload.length];
        System.arraycopy(header, 0, frame, 0, header.length);
        System.arraycopy(mask, 0, frame, header.length, mask.length);
        for (int i = 0; i < payload.length; i++)
            frame[header.length + mask.length + i] = (byte) (payload[i] ^ mask[i & 3]);
        return frame;
    }

    /** The beginning of a masked frame, up to where its mask goes. */
    static byte[] header(int first, long length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int bytes = length <= 125 && length >= 0 ? 0 : length <= 0xffff && length >= 0 ? 2 : 8;
        out.write(Frame.MASKED | (bytes == 0 ? (int) length : bytes == 2 ? 126 : 127));
        for (int i = bytes - 1; i >= 0; i--) out.write((int) (length >>> 8 * i));
        return out.toByteArray();
    }

    /** The next frame; {@code null} where the server has closed. */
    Received receive() throws IOException {
        int first;
        try {
            first = in.read();
        } catch (SocketException e) {
            return null; // reset
        }
        if (first < 0) return null;
        int second = in.readUnsignedByte();
        if ((second & Frame.MASKED) != 0) throw new IOException("A server must not mask");
        long length = second;
        if (second == 126) length = in.readUnsignedShort();
        else if (second == 127) length = in.readLong();
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Received(first & Frame.OPCODE, payload);
    }

    /** Passes over what comes before the close frame. @return its code; {@code -1} where there is none */
    int closeCode() throws IOException {
        for (Received frame; (frame = receive()) != null; ) if (frame.opcode() == Frame.CLOSE) return frame.closeCode();
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
