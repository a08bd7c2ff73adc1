package mesh.adapter.mcp.era2025;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import mesh.adapter.mcp.HostDetection;
import mesh.adapter.mcp.http.McpExchange;
import mesh.adapter.mcp.http.PostReply;
import mesh.adapter.mcp.rpc.Incoming;
import mesh.adapter.mcp.rpc.Parcel;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.domain.InvalidInput;
import mesh.domain.peer.AgentType;

/** Streamable HTTP with sessions (MCP 2025-11-25, transports): POST to speak, GET to listen, DELETE to leave. */
public final class SessionHttp implements AutoCloseable {
    private static final String SESSION = "Mcp-Session-Id";
    private static final String REVISION = "MCP-Protocol-Version";
    private static final String LAST_EVENT = "Last-Event-ID";
    private static final String ASSUMED_REVISION = "2025-03-26";

    private final HttpSessions sessions;
    private final Workers workers;

    /** @param agents makes the agent of a session from its id and the project that its client names */
    public SessionHttp(
            String version,
            BiFunction<String, Optional<String>, Agent> agents,
            Workers workers,
            LongSupplier nanoTicker) {
        this.sessions = new HttpSessions(version, agents, workers, nanoTicker);
        this.workers = workers;
    }

    /** The kind of agent whose session has this id. */
    public static AgentType agentType(String sessionId) {
        return HttpSessions.agentType(sessionId);
    }

    /** Sessions that are there. */
    public int sessions() {
        return sessions.size();
    }

    public void post(McpExchange exchange, Parcel parcel) {
        if (parcel.isRequest("initialize")) begin(exchange, parcel);
        else session(exchange).ifPresent(session -> post(exchange, parcel, session));
    }

    private void begin(McpExchange exchange, Parcel parcel) {
        Incoming.Request initialize = (Incoming.Request) parcel.messages().get(0);
        Optional<HttpSession> begun = sessions.begin(client(initialize), exchange.parameter("project"));
        if (begun.isEmpty()) {
            RpcError full = new RpcError(
                    RpcError.INTERNAL_ERROR, HttpSessions.MAX_SESSIONS + " sessions are open already; close some");
            exchange.refuse(503, full, initialize.id());
            return;
        }
        exchange.setHeader(SESSION, begun.get().id());
        new PostReply(exchange, workers).send(begun.get().answer(parcel));
    }

    private static AgentType client(Incoming.Request initialize) {
        try {
            return initialize
                    .params()
                    .optObject("clientInfo")
                    .flatMap(info -> info.optString("name"))
                    .flatMap(HostDetection::byClientName)
                    .orElse(AgentType.UNKNOWN);
        } catch (InvalidInput e) {
            return AgentType.UNKNOWN; // the handshake itself says what is wrong with it
        }
    }

    private void post(McpExchange exchange, Parcel parcel, HttpSession session) {
        if (parcel.batch() && !session.handshake().takesBatches()) {
            exchange.refuse(400, invalid("arrays of messages exist in revision 2025-03-26 only"), null);
        } else if (parcel.hasRequests()) {
            new PostReply(exchange, workers).send(session.answer(parcel));
        } else {
            session.answer(parcel);
            exchange.empty(202);
        }
    }

    public void get(McpExchange exchange) {
        if (speaksWithoutSessions(exchange)) return;
        if (!exchange.acceptsEvents()) {
            exchange.refuse(406, invalid("GET opens a stream: send Accept: text/event-stream"), null);
            return;
        }
        session(exchange).ifPresent(session -> {
            session.opensStream();
            session.stream().attach(exchange.events(), after(exchange));
        });
    }

    /** Where the client wants its stream to go on; a new stream starts with what is new. */
    private static long after(McpExchange exchange) {
        try {
            return exchange.header(LAST_EVENT).map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            return 0; // not an id of ours: everything that is kept
        }
    }

    public void delete(McpExchange exchange) {
        if (speaksWithoutSessions(exchange)) return;
        session(exchange).ifPresent(session -> {
            sessions.end(session.id());
            exchange.empty(204);
        });
    }

    /** A client of an era without sessions has nothing to listen to or to delete. */
    private static boolean speaksWithoutSessions(McpExchange exchange) {
        boolean other = exchange.header(REVISION)
                .filter(revision -> !HandshakeSession.REVISIONS.contains(revision))
                .isPresent();
        if (other) {
            exchange.setHeader("Allow", "POST");
            exchange.empty(405);
        }
        return other;
    }

    /** The session that the request is part of; where there is none, the response says so. */
    private Optional<HttpSession> session(McpExchange exchange) {
        Optional<String> id = exchange.header(SESSION);
        if (id.isEmpty()) {
            exchange.refuse(400, invalid("send initialize first, then its Mcp-Session-Id with every request"), null);
            return Optional.empty();
        }
        String revision = exchange.header(REVISION)
                .filter(HandshakeSession.REVISIONS::contains)
                .orElse(ASSUMED_REVISION);
        Optional<HttpSession> session = sessions.find(id.get(), exchange.parameter("project"), revision);
        if (session.isEmpty())
            exchange.refuse(404, invalid("there is no such session (any more); send initialize again"), null);
        else session.get().seen();
        return session;
    }

    private static RpcError invalid(String what) {
        return new RpcError(RpcError.INVALID_REQUEST, "Invalid request: " + what);
    }

    @Override
    public void close() {
        sessions.close();
    }
}
