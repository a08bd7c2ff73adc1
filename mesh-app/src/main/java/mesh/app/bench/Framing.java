package mesh.app.bench;

import java.nio.ByteBuffer;

/** Where an answer ends, on each of the two wires. Looks at bytes and makes no objects. */
enum Framing {
    /** A head with a Content-Length, and a body. */
    HTTP {
        @Override
        int answerEnd(ByteBuffer in) {
            int length = -1;
            int lineStart = 0;
            for (int i = 1; i < in.position(); i++) {
                if (in.get(i) != '\n' || in.get(i - 1) != '\r') continue;
                if (i - lineStart == 1) {
                    int end = i + 1 + Math.max(0, length);
                    return in.position() >= end ? end : MORE;
                }
                if (startsWith(in, lineStart, i, LENGTH)) length = number(in, lineStart + LENGTH.length);
                lineStart = i + 1;
            }
            return MORE;
        }

        @Override
        boolean isOk(ByteBuffer in, int end) {
            return end > OK_STATUS_AT + 2 && in.get(OK_STATUS_AT) == '2';
        }
    },

    /** A line; those that are no answers (pings, pushes) are passed over. */
    LINE {
        @Override
        int answerEnd(ByteBuffer in) {
            int lineStart = 0;
            for (int i = 0; i < in.position(); i++) {
                if (in.get(i) != '\n') continue;
                if (startsWith(in, lineStart, i, ID)) return i + 1;
                lineStart = i + 1;
            }
            return MORE;
        }

        @Override
        boolean isOk(ByteBuffer in, int end) {
            for (int i = 0; i < Math.min(end - STATUS.length, 40); i++)
                if (startsWith(in, i, end, STATUS)) return in.get(i + STATUS.length) == '2';
            return true; // the echo of a floor
        }
    };

    /** The answer is not complete. */
    static final int MORE = -1;

    private static final byte[] LENGTH = "content-length:".getBytes();
    private static final byte[] ID = "{\"id\":".getBytes();
    private static final byte[] STATUS = "\"status\":".getBytes();
    private static final int OK_STATUS_AT = "HTTP/1.1 ".length();

    /** Index behind the answer that begins what was read; {@link #MORE} where it is not all there. */
    abstract int answerEnd(ByteBuffer in);

    /** Whether the answer that ends there says that all went well. */
    abstract boolean isOk(ByteBuffer in, int end);

    /** Letters of {@code text} are lower case and stand for both. */
    private static boolean startsWith(ByteBuffer in, int from, int to, byte[] text) {
        if (to - from < text.length) return false;
        for (int i = 0; i < text.length; i++) {
            byte b = in.get(from + i);
            if (b != text[i] && (b < 'A' || b > 'Z' || b + 32 != text[i])) return false;
        }
        return true;
    }

    private static int number(ByteBuffer in, int from) {
        int number = 0;
        for (int i = from; in.get(i) != '\r'; i++) if (in.get(i) != ' ') number = number * 10 + in.get(i) - '0';
        return number;
    }
}
