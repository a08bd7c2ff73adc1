package mesh.adapter.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of one connection, buffered. For one thread. */
final class ByteSource {
    /** One TLS record. */
    private static final int BUFFER_BYTES = 16 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** The next byte, or -1 at the end. */
    int next() throws IOException {
        return at == end && !fill() ? -1 : buffer[at++] & 0xff;
    }

    /** The next byte, where there must be one. */
    int must() throws IOException {
        int b = next();
        if (b < 0) throw new EOFException("The connection ended inside a frame");
        return b;
    }

    /** The next {@code bytes} bytes as a number, the most significant first. */
    long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) number = number << 8 | must();
        return number;
    }

    /** Takes over what is there, at least one byte. @return how many */
    int some(byte[] into, int offset, int most) throws IOException {
        if (at == end && !fill()) throw new EOFException("The connection ended inside a frame");
        int count = Math.min(most, end - at);
        System.arraycopy(buffer, at, into, offset, count);
        at += count;
        return count;
    }

    /** Whether bytes have come that nobody has taken yet. */
    boolean hasMore() throws IOException {
        return at < end || in.available() > 0;
    }

    /** Reads until the other side closes, or the connection is closed here, and forgets what comes. */
    void drain() throws IOException {
        while (at < end || fill()) at = end;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
