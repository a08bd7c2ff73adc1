package mesh.adapter.mcp.era2026;

import java.util.Optional;
import mesh.adapter.mcp.rpc.Incoming;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;

/**
 * What each request says about itself in {@code _meta} (MCP 2026-07-28, basic protocol).
 *
 * @param clientName what the client calls itself, where it does
 * @param handle of the peer that it speaks for, where it is named here
 */
record Envelope(String revision, Optional<String> clientName, Optional<String> handle) {
    static final String REVISION = "2026-07-28";
    static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";
    static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    private static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    private static final String HANDLE = "slm-mesh/peer";
    private static final int UNSUPPORTED_VERSION = -32022;

    /** Whether a request says that it belongs to this era, rightly or not. */
    static boolean isOn(Incoming.Request request) {
        try {
            return request.params()
                    .optObject("_meta")
                    .filter(meta -> meta.has(VERSION))
                    .isPresent();
        } catch (InvalidInput e) {
            return false;
        }
    }

    /** @throws RpcError when something is missing or of the wrong type */
    static Envelope of(Incoming.Request request) {
        try {
            JsonObject meta = request.params().object("_meta");
            String revision = meta.string(VERSION);
            meta.object(CAPABILITIES);
            return new Envelope(
                    revision,
                    meta.optObject(CLIENT_INFO).flatMap(info -> info.optString("name")),
                    meta.optString(HANDLE));
        } catch (InvalidInput e) {
            throw new RpcError(RpcError.INVALID_PARAMS, "Invalid params: _meta: " + e.getMessage());
        }
    }

    /** @throws RpcError for another revision; it lists what is supported */
    void checkRevision() {
        if (revision.equals(REVISION)) return;
        JsonWriter data =
                new JsonWriter().object().array("supported").value(REVISION).endArray();
        data.field("requested", revision).end();
        throw new RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data.toString());
    }
}
