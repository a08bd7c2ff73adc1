package mesh.adapter.mcp.rpc;

import java.util.concurrent.CompletionException;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.JsonWriter;

/** A request that gets a JSON-RPC error instead of a result (JSON-RPC 2.0, section 5.1). */
public final class RpcError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    private final int code;
    private final String data;

    public RpcError(int code, String message) {
        this(code, message, null);
    }

    /** @param data further facts as JSON, or {@code null} */
    public RpcError(int code, String message, String data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    /** What a failed future stands for. What nobody expected is logged, and only its kind is told. */
    public static RpcError of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RpcError error) return error;
        ErrorCode code = ErrorCode.of(cause);
        if (code != ErrorCode.INTERNAL_ERROR) return new RpcError(code.jsonRpcCode(), cause.getMessage());
        log().log(System.Logger.Level.ERROR, "A request failed", cause);
        return new RpcError(
                INTERNAL_ERROR, "Failed inside slm-mesh (" + cause.getClass().getSimpleName() + ")");
    }

    public int code() {
        return code;
    }

    /** The whole response. @param id of the request as JSON; {@code null} where it could not be read */
    public String response(String id) {
        JsonWriter out = new JsonWriter().object().field("jsonrpc", "2.0");
        out.raw("id", id == null ? "null" : id);
        out.object("error").field("code", code).field("message", getMessage());
        if (data != null) out.raw("data", data);
        return out.end().end().toString();
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(RpcError.class.getName());
    }
}
