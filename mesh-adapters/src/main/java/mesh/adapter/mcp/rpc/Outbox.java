package mesh.adapter.mcp.rpc;

import java.util.function.Supplier;

/** Where notifications to a client go. Safe for use by many threads. */
public interface Outbox {
    /**
     * Sends when it can; returns at once. What a client does not take in time may be dropped.
     *
     * @param params gives the parameters as JSON when it is their turn; may block
     * @return whether there was room
     */
    boolean notify(String method, Supplier<String> params);

    /** The whole notification as JSON. */
    static String notification(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
