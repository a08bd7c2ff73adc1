package mesh.adapter.websocket;

import java.io.IOException;
import java.util.Arrays;
import mesh.adapter.link.Frames;

/**
 * Reads what a client sends (RFC 6455, section 5): masked frames, without extensions, within the limits. Memory grows
 * with what has come, never with what was announced. For one thread.
 */
final class MessageReader {
    static final int MAX_MESSAGE_BYTES = Frames.MAX_BYTES;
    static final int MAX_FRAGMENTS = 64;

    private static final int FIRST_BYTES = 4 * 1024;
    private static final byte[] NOTHING = new byte[0];
    private static final int NO_MESSAGE = -1;

    private final ByteSource source;
    private final byte[] mask = new byte[4];

    /** The message that is under way: its opcode, and what has come of it. */
    private int opcode = NO_MESSAGE;

    private byte[] payload = NOTHING;
    private int size;
    private int fragments;
    private Utf8Check text;

    MessageReader(ByteSource source) {
        this.source = source;
    }

    /**
     * Waits for the next message or control frame. @return {@code null} where the client has closed without a word
     *
     * @throws WebSocketFault where what comes must not be, at the first byte that shows it
     */
    Message next() throws IOException {
        for (; ; ) {
            int first = source.next();
            if (first < 0) return null;
            boolean isFinal = (first & Frame.FINAL) != 0;
            int frameOpcode = first & Frame.OPCODE;
            checkOpcode(first, isFinal, frameOpcode);
            int length = readLength(source.must(), frameOpcode);
            for (int i = 0; i < mask.length; i++) mask[i] = (byte) source.must();
            if (Frame.isControl(frameOpcode)) return readControl(frameOpcode, length);
            readFragment(length);
            if (isFinal) return finish();
        }
    }

    private void checkOpcode(int first, boolean isFinal, int frameOpcode) throws WebSocketFault {
        if ((first & Frame.RESERVED) != 0)
            throw WebSocketFault.protocol("Reserved bits must be 0: no extension was agreed on");
        switch (frameOpcode) {
            case Frame.CONTINUATION -> {
                if (opcode == NO_MESSAGE) throw WebSocketFault.protocol("There is no message to continue");
            }
            case Frame.TEXT, Frame.BINARY -> {
                if (opcode != NO_MESSAGE) throw WebSocketFault.protocol("The message before is not finished");
                begin(frameOpcode);
            }
            case Frame.CLOSE, Frame.PING, Frame.PONG -> {
                if (!isFinal) throw WebSocketFault.protocol("A control frame must not be fragmented");
            }
            default -> throw WebSocketFault.protocol("Opcode " + frameOpcode + " is not defined");
        }
    }

    private void begin(int messageOpcode) {
        opcode = messageOpcode;
        payload = NOTHING;
        size = 0;
        fragments = 0;
        text = opcode == Frame.TEXT ? new Utf8Check() : null;
    }

    /** Judges the announced length before anything is made of it. */
    private int readLength(int second, int frameOpcode) throws IOException {
        if ((second & Frame.MASKED) == 0) throw WebSocketFault.protocol("A client's frames must be masked");
        int announced = second & Frame.LENGTH;
        if (Frame.isControl(frameOpcode)) {
            if (announced > Frame.MAX_CONTROL_BYTES)
                throw WebSocketFault.protocol("A control frame has at most " + Frame.MAX_CONTROL_BYTES + " bytes");
            return announced;
        }
        long length = announced;
        if (announced == Frame.LENGTH_IN_2_BYTES) {
            length = source.number(2);
            if (length < Frame.LENGTH_IN_2_BYTES)
                throw WebSocketFault.protocol("The length must be in its shortest form");
        } else if (announced == Frame.LENGTH_IN_8_BYTES) {
            length = source.number(8);
            if (length < 0) throw WebSocketFault.protocol("The first bit of a length must be 0");
            if (length <= 0xffff) throw WebSocketFault.protocol("The length must be in its shortest form");
        }
        if (length > MAX_MESSAGE_BYTES - size)
            throw new WebSocketFault(CloseCode.TOO_BIG, "A message has at most " + MAX_MESSAGE_BYTES + " bytes");
        if (++fragments > MAX_FRAGMENTS)
            throw new WebSocketFault(CloseCode.TOO_BIG, "A message has at most " + MAX_FRAGMENTS + " fragments");
        return (int) length;
    }

    private void readFragment(int length) throws IOException {
        int start = size;
        int end = size + length;
        while (size < end) {
            if (size == payload.length) grow(end);
            int count = source.some(payload, size, Math.min(end, payload.length) - size);
            unmask(payload, size, count, size - start);
            if (text != null && !text.accept(payload, size, size + count))
                throw new WebSocketFault(CloseCode.NOT_UTF8, "Text must be UTF-8");
            size += count;
        }
    }

    private void grow(int needed) {
        payload = Arrays.copyOf(payload, Math.min(needed, Math.max(FIRST_BYTES, 2 * payload.length)));
    }

    private void unmask(byte[] bytes, int from, int count, int phase) {
        for (int i = 0; i < count; i++) bytes[from + i] ^= mask[phase + i & 3];
    }

    private Message finish() throws WebSocketFault {
        if (text != null && !text.isComplete())
            throw new WebSocketFault(CloseCode.NOT_UTF8, "Text must not end inside a character");
        Message whole = new Message(opcode, size == payload.length ? payload : Arrays.copyOf(payload, size));
        opcode = NO_MESSAGE;
        payload = NOTHING;
        size = 0;
        return whole;
    }

    private Message readControl(int controlOpcode, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int have = 0; have < length; ) {
            int count = source.some(bytes, have, length - have);
            unmask(bytes, have, count, have);
            have += count;
        }
        Message control = new Message(controlOpcode, bytes);
        if (controlOpcode == Frame.CLOSE) checkClose(control);
        return control;
    }

    private static void checkClose(Message close) throws WebSocketFault {
        byte[] bytes = close.payload();
        if (bytes.length == 0) return;
        if (bytes.length == 1) throw WebSocketFault.protocol("A close code has two bytes");
        if (!CloseCode.maySend(close.closeCode()))
            throw WebSocketFault.protocol("Close code " + close.closeCode() + " must not be sent");
        Utf8Check reason = new Utf8Check();
        if (!reason.accept(bytes, 2, bytes.length) || !reason.isComplete())
            throw new WebSocketFault(CloseCode.NOT_UTF8, "The reason must be UTF-8");
    }
}
