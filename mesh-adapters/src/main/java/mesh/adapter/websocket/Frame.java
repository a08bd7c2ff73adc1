package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How a frame is written (RFC 6455, section 5.2): unfragmented and, as a server must, unmasked. */
final class Frame {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;

    static final int FINAL = 0x80;
    static final int RESERVED = 0x70;
    static final int OPCODE = 0x0f;
    static final int MASKED = 0x80;
    static final int LENGTH = 0x7f;

    static final int MAX_CONTROL_BYTES = 125;
    static final int LENGTH_IN_2_BYTES = 126;
    static final int LENGTH_IN_8_BYTES = 127;

    private Frame() {}

    static boolean isControl(int opcode) {
        return (opcode & 0x8) != 0;
    }

    /** @param length how much of {@code payload}, from its beginning */
    static byte[] of(int opcode, byte[] payload, int length) {
        int header = length <= MAX_CONTROL_BYTES ? 2 : length <= 0xffff ? 4 : 10;
        byte[] frame = new byte[header + length];
        frame[0] = (byte) (FINAL | opcode);
        frame[1] = (byte) (header == 2 ? length : header == 4 ? LENGTH_IN_2_BYTES : LENGTH_IN_8_BYTES);
        for (int i = header - 1, rest = length; i > 1; i--, rest >>>= 8) frame[i] = (byte) rest;
        System.arraycopy(payload, 0, frame, header, length);
        return frame;
    }

    static byte[] of(int opcode, byte[] payload) {
        return of(opcode, payload, payload.length);
    }

    /** @param code {@link CloseCode#NONE} for a close frame that says nothing */
    static byte[] close(int code, String reason) {
        if (code == CloseCode.NONE) return of(CLOSE, new byte[0]);
        byte[] text = reason.getBytes(UTF_8);
        int length = Math.min(text.length, MAX_CONTROL_BYTES - 2);
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return of(CLOSE, payload);
    }
}
