package mesh.adapter.mcp.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import mesh.adapter.mcp.rpc.Parcel;

/** Takes a stream of bytes apart at its line feeds, however they arrive. Not safe for use by several threads. */
final class Lines {
    /** Longest line that is kept. */
    private static final int MAX_BYTES = Parcel.MAX_BYTES;

    private static final int CHUNK_BYTES = 16 * 1024;

    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private int chunkStart;
    private int chunkEnd;

    /** @param tooLong the line had more than {@link #MAX_BYTES}, which are gone */
    record Line(byte[] bytes, boolean tooLong) {}

    Lines(InputStream in) {
        this.in = in;
    }

    /** The next line without its end; {@code null} after the last. A last line needs no end. */
    Line next() throws IOException {
        byte[] line = new byte[0];
        int length = 0;
        boolean tooLong = false;
        while (true) {
            if (chunkStart == chunkEnd && !fill()) return length == 0 && !tooLong ? null : line(line, length, tooLong);
            int end = chunkStart;
            while (end < chunkEnd && chunk[end] != '\n') end++;
            int more = end - chunkStart;
            tooLong |= length + more > MAX_BYTES;
            if (tooLong) {
                line = new byte[0];
            } else {
                if (length + more > line.length) line = Arrays.copyOf(line, grown(line.length, length + more));
                System.arraycopy(chunk, chunkStart, line, length, more);
                length += more;
            }
            boolean complete = end < chunkEnd;
            chunkStart = complete ? end + 1 : end;
            if (complete) return line(line, length, tooLong);
        }
    }

    private static int grown(int size, int needed) {
        return Math.min(MAX_BYTES, Math.max(needed, size * 2));
    }

    private static Line line(byte[] line, int length, boolean tooLong) {
        return tooLong ? new Line(new byte[0], true) : new Line(Arrays.copyOf(line, length), false);
    }

    private boolean fill() throws IOException {
        int read = in.read(chunk);
        chunkStart = 0;
        chunkEnd = Math.max(0, read);
        return read > 0;
    }
}
