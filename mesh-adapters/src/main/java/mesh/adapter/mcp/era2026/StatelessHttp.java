package mesh.adapter.mcp.era2026;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import mesh.adapter.mcp.SessionIdentity;
import mesh.adapter.mcp.http.McpExchange;
import mesh.adapter.mcp.http.PostReply;
import mesh.adapter.mcp.rpc.Conversation;
import mesh.adapter.mcp.rpc.Incoming;
import mesh.adapter.mcp.rpc.Parcel;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Workers;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/** Streamable HTTP without sessions (MCP 2026-07-28, transports): every request is a POST, and closing it cancels it. */
public final class StatelessHttp {
    private static final String REVISION = "MCP-Protocol-Version";
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";
    private static final String HANDLE = "X-Mesh-Peer";
    private static final String ENCODED_START = "=?base64?";
    private static final String ENCODED_END = "?=";
    private static final int HEADER_MISMATCH = -32020;

    private final StatelessEra era;
    private final Workers workers;

    public StatelessHttp(StatelessEra era, Workers workers) {
        this.era = era;
        this.workers = workers;
    }

    /** Whether a request in the parcel says that it belongs to this era. */
    public static boolean speaks(Parcel parcel) {
        return parcel.messages().stream()
                .anyMatch(message -> message instanceof Incoming.Request request && StatelessEra.speaks(request));
    }

    /** @param identity of a new peer, from what its client calls itself */
    public void post(McpExchange exchange, Parcel parcel, Function<Optional<String>, SessionIdentity> identity) {
        if (!parcel.batch() && parcel.messages().get(0) instanceof Incoming.Request request)
            answer(exchange, parcel, request, identity);
        else if (!parcel.batch() && parcel.messages().get(0) instanceof Incoming.Malformed malformed)
            exchange.refuse(400, malformed.error(), malformed.id());
        else if (parcel.batch() || parcel.messages().get(0) instanceof Incoming.Response)
            exchange.refuse(
                    400, new RpcError(RpcError.INVALID_REQUEST, "Invalid request: POST one request at a time"), null);
        else exchange.empty(202);
    }

    private void answer(
            McpExchange exchange,
            Parcel parcel,
            Incoming.Request request,
            Function<Optional<String>, SessionIdentity> identity) {
        try {
            check(request, exchange);
        } catch (RpcError e) {
            exchange.refuse(e.code() == RpcError.METHOD_NOT_FOUND ? 404 : 400, e, request.id());
            return;
        }
        PostReply reply = new PostReply(exchange, workers);
        StatelessEra.Origin origin = new StatelessEra.Origin(exchange.header(HANDLE), identity, reply);
        reply.send(new Conversation().answer(parcel, one -> era.answer(one, origin)));
    }

    private static void check(Incoming.Request request, McpExchange exchange) {
        Envelope envelope = Envelope.of(request);
        checkHeader(REVISION, exchange.header(REVISION), Optional.of(envelope.revision()));
        envelope.checkRevision();
        checkHeader(METHOD, exchange.header(METHOD), Optional.of(request.method()));
        StatelessEra.checkMethod(request.method());
        Optional<String> name = name(request);
        if (name.isPresent()) checkHeader(NAME, exchange.header(NAME).map(StatelessHttp::decoded), name);
    }

    /** What has to stand in {@code Mcp-Name}; of another type it is left to the method to complain. */
    private static Optional<String> name(Incoming.Request request) {
        try {
            return switch (request.method()) {
                case "tools/call", "prompts/get" -> request.params().optString("name");
                case "resources/read" -> request.params().optString("uri");
                default -> Optional.empty();
            };
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    private static void checkHeader(String header, Optional<String> shown, Optional<String> inBody) {
        if (shown.equals(inBody)) return;
        String said = shown.map(value -> "is \"" + Text.shown(value, 80) + "\", but the body says")
                .orElse("is missing; the body says");
        throw new RpcError(
                HEADER_MISMATCH,
                "Header mismatch: " + header + " " + said + " \"" + Text.shown(inBody.orElse(""), 80) + "\"");
    }

    /** Names that a header cannot carry come as Base64. */
    private static String decoded(String value) {
        if (!value.startsWith(ENCODED_START)
                || !value.endsWith(ENCODED_END)
                || value.length() < ENCODED_START.length() + ENCODED_END.length()) return value;
        try {
            String encoded = value.substring(ENCODED_START.length(), value.length() - ENCODED_END.length());
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RpcError(HEADER_MISMATCH, "Header mismatch: " + NAME + " is not valid Base64");
        }
    }
}
