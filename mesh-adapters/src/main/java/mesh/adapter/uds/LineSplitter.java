package mesh.adapter.uds;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mesh.adapter.link.Frames;

/** Cuts a stream of bytes into lines; one that grows beyond the limit for a frame is refused before it is stored. */
final class LineSplitter {
    private static final int KEPT_BYTES = 64 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private byte[] begun = NOTHING;
    private int length;

    /** Takes bytes up to the end of the next line. @return the line without its end, or {@code null} if more is to come */
    byte[] next(ByteBuffer source) throws FrameTooLong {
        int end = lineEnd(source);
        int count = (end < 0 ? source.limit() : end) - source.position();
        if (length + count > Frames.MAX_BYTES) throw new FrameTooLong();
        if (end >= 0 && length == 0) {
            byte[] line = new byte[count];
            source.get(line).get();
            return line;
        }
        if (length + count > begun.length)
            begun = Arrays.copyOf(begun, Math.min(Math.max(length + count, 2 * begun.length), Frames.MAX_BYTES));
        source.get(begun, length, count);
        length += count;
        if (end < 0) return null;
        source.get();
        byte[] line = Arrays.copyOf(begun, length);
        length = 0;
        if (begun.length > KEPT_BYTES) begun = NOTHING;
        return line;
    }

    /** Whether {@code source} holds the end of a line. */
    static boolean hasLine(ByteBuffer source) {
        return lineEnd(source) >= 0;
    }

    private static int lineEnd(ByteBuffer source) {
        for (int i = source.position(); i < source.limit(); i++) if (source.get(i) == '\n') return i;
        return -1;
    }

    /** A line beyond {@link Frames#MAX_BYTES}. */
    static final class FrameTooLong extends IOException {
        private static final long serialVersionUID = 1L;

        FrameTooLong() {
            super("A frame has more than " + Frames.MAX_BYTES + " bytes");
        }
    }
}
