package mesh.adapter.websocket;

import java.io.IOException;

/** What the other side sent breaks the protocol or a limit: the connection ends with this code. */
final class WebSocketFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param reason at most 123 bytes of ASCII, so that it fits into the close frame */
    WebSocketFault(int code, String reason) {
        super(reason);
        this.code = code;
    }

    static WebSocketFault protocol(String reason) {
        return new WebSocketFault(CloseCode.PROTOCOL_ERROR, reason);
    }

    int code() {
        return code;
    }
}
