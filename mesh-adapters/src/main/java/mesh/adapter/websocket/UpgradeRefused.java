package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;

/** A request does not become a WebSocket. Knows the answer that says why. */
final class UpgradeRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ErrorCode code;

    UpgradeRefused(int status, ErrorCode code, String sentence) {
        super(sentence);
        this.status = status;
        this.code = code;
    }

    static UpgradeRefused malformed(String sentence) {
        return new UpgradeRefused(400, ErrorCode.INVALID_INPUT, sentence);
    }

    static UpgradeRefused tooLarge(String sentence) {
        return new UpgradeRefused(431, ErrorCode.TOO_LARGE, sentence);
    }

    static UpgradeRefused unauthorized(String sentence) {
        return new UpgradeRefused(401, ErrorCode.UNAUTHORIZED, sentence);
    }

    static UpgradeRefused busy(String sentence) {
        return new UpgradeRefused(503, ErrorCode.LIMIT_REACHED, sentence);
    }

    /** A whole HTTP response, after which the connection closes. */
    byte[] response() {
        byte[] body = ErrorJson.answer(code, getMessage()).body();
        String head = "HTTP/1.1 " + status + " " + phrase() + "\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n"
                + more()
                + "Connection: close\r\n\r\n";
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(head.getBytes(US_ASCII));
        response.writeBytes(body);
        return response.toByteArray();
    }

    private String phrase() {
        return switch (status) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 405 -> "Method Not Allowed";
            case 426 -> "Upgrade Required";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            default -> "Bad Request";
        };
    }

    private String more() {
        return switch (status) {
            case 401 -> "WWW-Authenticate: Bearer realm=\"slm-mesh\"\r\n";
            case 405 -> "Allow: GET\r\n";
            case 426 -> "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
            default -> "";
        };
    }
}
