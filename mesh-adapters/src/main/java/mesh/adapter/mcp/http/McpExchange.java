package mesh.adapter.mcp.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.wire.HttpGuest;

/** One HTTP request to the MCP endpoint and its response. */
public final class McpExchange {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    private final HttpGuest.Request request;
    private final HttpGuest.Reply reply;

    public McpExchange(HttpGuest.Request request, HttpGuest.Reply reply) {
        this.request = request;
        this.reply = reply;
    }

    public String method() {
        return request.method();
    }

    /** A header without the white space around it. */
    public Optional<String> header(String name) {
        return request.header(name).map(String::strip);
    }

    public byte[] body() {
        return request.body();
    }

    /** A parameter of the URL, where it is there and not empty. */
    public Optional<String> parameter(String name) {
        for (String pair : request.query().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && equals + 1 < pair.length()
                    && pair.substring(0, equals).equals(name)) return Optional.of(decoded(pair.substring(equals + 1)));
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Invalid request: the URL must be percent-encoded");
        }
    }

    /** Whether the client says that it can read a stream of events. */
    public boolean acceptsEvents() {
        return header("Accept")
                .map(accept -> accept.toLowerCase(Locale.ROOT))
                .filter(accept -> accept.contains(EVENTS) || accept.contains("*/*"))
                .isPresent();
    }

    /** To be called before the response begins. */
    public void setHeader(String name, String value) {
        reply.header(name, value);
    }

    /** Answers with one JSON document. @return whether the client can have it */
    public boolean json(int status, String document) {
        return reply.send(status, JSON, document.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with an error. @param id of the request as JSON, or {@code null} */
    public void refuse(int status, RpcError error, String id) {
        json(status, error.response(id));
    }

    /** Answers with a status alone. */
    public void empty(int status) {
        reply.send(status);
    }

    /** A response that goes on. */
    public EventStream events() {
        setHeader("X-Accel-Buffering", "no");
        return new EventStream(() -> reply.stream(200, EVENTS));
    }
}
