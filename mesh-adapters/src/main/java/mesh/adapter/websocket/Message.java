package mesh.adapter.websocket;

/**
 * What a client sent: a whole message, whatever fragments it came in, or a control frame.
 *
 * @param opcode of {@link Frame}; never a continuation
 * @param payload unmasked; UTF-8 where it is text
 */
record Message(int opcode, byte[] payload) {
    /** Of a close frame. */
    int closeCode() {
        return payload.length < 2 ? CloseCode.NONE : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }
}
