package mesh.adapter.mcp.resource;

import java.util.concurrent.CompletableFuture;
import mesh.adapter.mcp.rpc.Answer;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Views;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/** What can be read under an address: {@code mesh://inbox}, {@code mesh://peers}, {@code mesh://locks}, {@code mesh://events}. */
public final class Resources {
    public static final String INBOX = "mesh://inbox";
    public static final String PEERS = "mesh://peers";
    public static final String LOCKS = "mesh://locks";
    public static final String EVENTS = "mesh://events";

    private static final String TYPE = "application/json";
    private static final int MAX_SHOWN_CHARS = 200;

    private Resources() {}

    /** Answers {@code resources/list}. */
    public static Answer list() {
        JsonWriter out = new JsonWriter().object().array("resources");
        describe(out, PEERS, "peers", "Peers", "The other agents on this mesh");
        describe(out, INBOX, "inbox", "Inbox", "Messages to you that you have not read; reading this marks none");
        describe(out, LOCKS, "locks", "Locks", "Files that agents hold, and who waits for them");
        describe(out, EVENTS, "events", "Events", "The newest events");
        return Answer.of(out.endArray().end());
    }

    private static void describe(JsonWriter out, String uri, String name, String title, String description) {
        out.object().field("uri", uri).field("name", name).field("title", title);
        out.field("description", description).field("mimeType", TYPE).end();
    }

    /** Answers {@code resources/templates/list}: there are none. */
    public static Answer templates() {
        return Answer.of("\"resourceTemplates\":[]");
    }

    /**
     * Answers {@code resources/read}.
     *
     * @param notFound the error code that the client's revision has for this
     * @throws RpcError for an address that is none
     */
    public static CompletableFuture<Answer> read(JsonObject params, Agent agent, int notFound) {
        String uri = uri(params);
        if (!exists(uri)) throw unknown(uri, notFound);
        return agent.later(() -> {
            JsonWriter out = new JsonWriter().object().array("contents").object();
            out.field("uri", uri).field("mimeType", TYPE).field("text", view(uri, agent));
            return Answer.of(out.end().endArray().end());
        });
    }

    /** The address in {@code params}. @throws RpcError when there is none */
    public static String uri(JsonObject params) {
        try {
            return params.string("uri");
        } catch (InvalidInput e) {
            throw new RpcError(RpcError.INVALID_PARAMS, e.getMessage());
        }
    }

    /** Whether there is something under this address. */
    public static boolean exists(String uri) {
        return uri.equals(INBOX) || uri.equals(PEERS) || uri.equals(LOCKS) || uri.equals(EVENTS);
    }

    private static RpcError unknown(String uri, int code) {
        String data = new JsonWriter().object().field("uri", uri).end().toString();
        return new RpcError(
                code,
                "Resource not found: " + Text.shown(uri, MAX_SHOWN_CHARS) + ". There are " + INBOX + ", " + PEERS + ", "
                        + LOCKS + " and " + EVENTS,
                data);
    }

    private static String view(String uri, Agent agent) {
        return switch (uri) {
            case INBOX -> Views.inbox(agent);
            case PEERS -> Views.peers(agent);
            case LOCKS -> Views.locks(agent);
            default -> Views.events(agent);
        };
    }
}
