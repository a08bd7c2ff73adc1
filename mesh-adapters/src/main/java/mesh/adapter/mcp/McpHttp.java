package mesh.adapter.mcp;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import mesh.adapter.mcp.era2025.HandshakeSession;
import mesh.adapter.mcp.era2025.SessionHttp;
import mesh.adapter.mcp.era2026.StatelessEra;
import mesh.adapter.mcp.era2026.StatelessHttp;
import mesh.adapter.mcp.http.McpExchange;
import mesh.adapter.mcp.rpc.Parcel;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.adapter.wire.HttpGuest;
import mesh.domain.peer.AgentType;
import mesh.port.in.Mesh;

/**
 * The MCP server of a broker: Streamable HTTP for any number of agents, which cost no further process. A client names
 * its project in the URL: {@code /mcp?project=/home/me/app}.
 */
public final class McpHttp implements HttpGuest, AutoCloseable {
    private static final int MAX_BUSY_CALLS = 32;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);
    /** Runs for as long as the machine does: nobody knows which process asks, and the broker's own may be replaced. */
    private static final long FIRST_PROCESS = 1;

    private final Mesh mesh;
    private final Function<String, Project> projects;
    private final Workers workers = new Workers(MAX_BUSY_CALLS);
    private final SessionHttp withSessions;
    private final StatelessEra stateless;
    private final StatelessHttp withoutSessions;

    /**
     * @param projects looks at a directory: its git root and branch
     * @param version of this program
     */
    public McpHttp(Mesh mesh, Function<String, Project> projects, String version) {
        this.mesh = requireNonNull(mesh);
        this.projects = requireNonNull(projects);
        this.withSessions = new SessionHttp(version, this::agent, workers, System::nanoTime);
        this.stateless = new StatelessEra(version, () -> mesh, workers, true, System::nanoTime);
        this.withoutSessions = new StatelessHttp(stateless, workers);
    }

    /** Clients that may come back any time, peers or not: a broker is not idle while there are any. */
    public int clients() {
        return withSessions.sessions() + stateless.peers();
    }

    private Agent agent(String sessionId, Optional<String> project) {
        return new Agent(
                () -> mesh,
                () -> identity(SessionHttp.agentType(sessionId), project)
                        .withSessionKey("mcp-http:" + sessionId)
                        .registration(),
                workers,
                true);
    }

    /** A peer over HTTP lives by the heartbeats of its session, whatever process of the broker serves it. */
    private SessionIdentity identity(AgentType type, Optional<String> project) {
        return new SessionIdentity(
                type, "", projects.apply(project.orElse(Agent.NO_PROJECT)), FIRST_PROCESS, Optional.empty());
    }

    @Override
    public void serve(Request request, Reply reply) {
        McpExchange exchange = new McpExchange(request, reply);
        try {
            serve(exchange);
        } catch (RpcError e) {
            exchange.refuse(400, e, null);
        }
    }

    private void serve(McpExchange exchange) {
        checkProject(exchange);
        switch (exchange.method()) {
            case "POST" -> post(exchange, Parcel.parse(exchange.body()));
            case "GET" -> withSessions.get(exchange);
            case "DELETE" -> withSessions.delete(exchange);
            default -> {
                exchange.setHeader("Allow", "GET, POST, DELETE");
                exchange.empty(405);
            }
        }
    }

    private void post(McpExchange exchange, Parcel parcel) {
        Optional<String> revision = exchange.header("MCP-Protocol-Version");
        boolean spokenWithSessions =
                revision.map(HandshakeSession.REVISIONS::contains).orElse(true);
        if (spokenWithSessions && !StatelessHttp.speaks(parcel)) {
            withSessions.post(exchange, parcel);
            return;
        }
        Optional<String> project = exchange.parameter("project");
        withoutSessions.post(
                exchange,
                parcel,
                clientName ->
                        identity(clientName.flatMap(HostDetection::byClientName).orElse(AgentType.UNKNOWN), project));
    }

    private static void checkProject(McpExchange exchange) {
        Optional<String> project = exchange.parameter("project");
        if (project.isPresent() && !isAbsolute(project.get()))
            throw new RpcError(
                    RpcError.INVALID_REQUEST, "Invalid request: project in the URL must be an absolute path");
    }

    private static boolean isAbsolute(String path) {
        try {
            return Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Ends streams and waits. The peers stay: their clients find them again at this broker's successor. */
    @Override
    public void close() {
        withSessions.close();
        stateless.suspend();
        workers.drain(LAST_ANSWERS);
        workers.close();
    }
}
