package mesh.adapter.wire;

import java.util.Locale;
import java.util.Optional;

/**
 * Every way in which a call can fail: the {@code code} in its answer, the HTTP status, the JSON-RPC error code and the
 * exit status of a command.
 *
 * <p>Exit statuses: 1 refused or failed, 2 wrong usage, 3 broker not reachable, 4 not allowed. JSON-RPC codes are those of
 * its specification where it has one, else -31050 to -31070: it keeps -32768 to -32000, and MCP -32099 to -32020 of those.
 */
public enum ErrorCode {
    INVALID_INPUT(400, -32602, 2),
    UNAUTHORIZED(401, -31050, 4),
    FORBIDDEN(403, -31051, 4),
    NOT_FOUND(404, -31052, 1),
    UNKNOWN_PEER(404, -31053, 1),
    METHOD_NOT_ALLOWED(405, -32601, 2),
    LOCK_HELD(409, -31054, 1),
    VERSION_MISMATCH(409, -31055, 1),
    WOULD_DEADLOCK(409, -31056, 1),
    STALE_TOKEN(409, -31057, 1),
    LIMIT_REACHED(409, -31058, 1),
    LENGTH_REQUIRED(411, -31059, 2),
    TOO_LARGE(413, -31060, 2),
    UNSUPPORTED_MEDIA_TYPE(415, -31061, 2),
    RATE_LIMITED(429, -31062, 1),
    /** The caller took its call back while it waited. */
    CANCELLED(499, -31067, 1),
    INTERNAL_ERROR(500, -32603, 1),
    STORE_UNAVAILABLE(503, -31063, 1),
    SHUTTING_DOWN(503, -31064, 3),
    /** Said by clients alone: there is no broker to ask. */
    NOT_REACHABLE(503, -31065, 3),
    STORAGE_FULL(507, -31066, 1);

    private final String text = name().toLowerCase(Locale.ROOT);
    private final int httpStatus;
    private final int jsonRpcCode;
    private final int exitStatus;

    ErrorCode(int httpStatus, int jsonRpcCode, int exitStatus) {
        this.httpStatus = httpStatus;
        this.jsonRpcCode = jsonRpcCode;
        this.exitStatus = exitStatus;
    }

    /** The code as answers spell it: {@code lock_held}. */
    public String text() {
        return text;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public int jsonRpcCode() {
        return jsonRpcCode;
    }

    public int exitStatus() {
        return exitStatus;
    }

    /** Whether {@code answer} is a failure with this code. */
    public boolean isIn(JsonObject answer) {
        return answer.optString("code").filter(text::equals).isPresent();
    }

    public static Optional<ErrorCode> of(String text) {
        for (ErrorCode code : values()) if (code.text.equals(text)) return Optional.of(code);
        return Optional.empty();
    }

    /** The code of something thrown; whatever is not meant for callers is an internal error. */
    public static ErrorCode of(Throwable thrown) {
        return ErrorJson.codeOf(thrown);
    }
}
