package mesh.adapter.websocket;

import mesh.adapter.link.Bye;

/** Why a connection ends, in the numbers of RFC 6455, section 7.4. */
final class CloseCode {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED_DATA = 1003;
    /** Never sent: the close frame held no code. */
    static final int NONE = 1005;

    static final int NOT_UTF8 = 1007;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int INTERNAL_ERROR = 1011;
    static final int TRY_LATER = 1013;

    private CloseCode() {}

    /** What the end of a link is to WebSocket. */
    static int of(Bye why) {
        return switch (why) {
            case SHUTTING_DOWN, REPLACED, SILENT -> GOING_AWAY;
            case TOO_MANY_LINKS, UNAVAILABLE -> TRY_LATER;
            case HELLO_EXPECTED, UNSUPPORTED_PROTOCOL, INVALID_FRAME, UNKNOWN_PEER, FORBIDDEN, SLOW_CONSUMER -> POLICY;
        };
    }

    /** Whether an endpoint may put this code into a close frame: one that is registered for it, or a private one. */
    static boolean maySend(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
