package mesh.adapter.mcp.era2025;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import mesh.adapter.mcp.resource.Resources;
import mesh.adapter.mcp.resource.SyncPrompt;
import mesh.adapter.mcp.rpc.Answer;
import mesh.adapter.mcp.rpc.Incoming;
import mesh.adapter.mcp.rpc.Outbox;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Catalogue;
import mesh.adapter.mcp.tool.Instructions;
import mesh.adapter.mcp.tool.Toolbox;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/** One client that shook hands: its revision of the protocol and the agent behind it. Safe for use by many threads. */
public final class HandshakeSession implements AutoCloseable {
    /** Newest first. */
    public static final List<String> REVISIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

    private static final String WITH_BATCHES = "2025-03-26";
    private static final int RESOURCE_NOT_FOUND = -32002;

    private final String version;
    private final Function<Optional<String>, Agent> agents;
    private final Outbox outbox;
    private final boolean hasChannel;
    private volatile String revision;
    private volatile boolean clientHasRoots;
    private volatile Agent agent;
    private volatile Telling client;

    /**
     * @param version of this program
     * @param agents makes the agent from what the client calls itself
     * @param outbox takes notifications to the client
     * @param hasChannel whether messages are pushed to the client as channel notifications
     */
    public HandshakeSession(
            String version, Function<Optional<String>, Agent> agents, Outbox outbox, boolean hasChannel) {
        this.version = requireNonNull(version);
        this.agents = requireNonNull(agents);
        this.outbox = requireNonNull(outbox);
        this.hasChannel = hasChannel;
    }

    /** The revision that was agreed on; empty before the handshake. */
    public Optional<String> revision() {
        return Optional.ofNullable(revision);
    }

    /** Several messages in one array: there was one revision that had them. */
    public boolean takesBatches() {
        return WITH_BATCHES.equals(revision);
    }

    /** Whether the client can say which directories it works in. */
    public boolean clientHasRoots() {
        return clientHasRoots;
    }

    /** The first directory in the answer to {@code roots/list}, where it has one. */
    public static Optional<String> firstRoot(JsonObject roots) {
        try {
            return roots.objects("roots").stream()
                    .findFirst()
                    .map(root -> Path.of(URI.create(root.string("uri"))).toString());
        } catch (InvalidInput | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty(); // no directory; the working directory has to do
        }
    }

    /** @throws RpcError for what is no request of this era */
    public CompletableFuture<Answer> answer(Incoming.Request request) {
        switch (request.method()) {
            case "initialize":
                return now(initialize(request.params()));
            case "ping":
                return now(Answer.EMPTY);
            default:
                if (revision == null)
                    throw new RpcError(
                            RpcError.INVALID_REQUEST, "Not initialized: send initialize before " + shown(request));
        }
        JsonObject params = request.params();
        return switch (request.method()) {
            case "tools/list" -> now(Answer.of("\"tools\":" + Catalogue.TOOLS));
            case "tools/call" -> Toolbox.call(params, agent);
            case "resources/list" -> now(Resources.list());
            case "resources/templates/list" -> now(Resources.templates());
            case "resources/read" -> Resources.read(params, agent, RESOURCE_NOT_FOUND);
            case "resources/subscribe" -> client.watch(Resources.uri(params));
            case "resources/unsubscribe" -> client.unwatch(Resources.uri(params));
            case "prompts/list" -> now(SyncPrompt.list());
            case "prompts/get" -> SyncPrompt.get(params, agent);
            case "completion/complete" -> SyncPrompt.complete(params, agent);
            case "logging/setLevel" -> now(client.setLogLevel(params));
            default -> throw new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found: " + shown(request));
        };
    }

    private static String shown(Incoming.Request request) {
        return Text.shown(request.method(), 80);
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** A client that shakes hands again starts anew, as the same agent. */
    private Answer initialize(JsonObject params) {
        String wanted = params.optString("protocolVersion").orElse("");
        String agreed = REVISIONS.contains(wanted) ? wanted : REVISIONS.get(0);
        if (agent == null) meet(params.optObject("clientInfo").flatMap(info -> info.optString("name")));
        clientHasRoots =
                params.optObject("capabilities").filter(has -> has.has("roots")).isPresent();
        revision = agreed;
        JsonWriter out = new JsonWriter().object().field("protocolVersion", agreed);
        out.object("capabilities").object("tools").end();
        out.object("resources").field("subscribe", true).end().object("prompts").end();
        out.object("completions").end().object("logging").end();
        if (hasChannel)
            out.object("experimental").object("claude/channel").end().end();
        out.end().object("serverInfo").field("name", "slm-mesh").field("title", "SLM Mesh");
        out.field("version", version).end();
        return Answer.of(out.field("instructions", Instructions.TEXT).end());
    }

    private void meet(Optional<String> clientName) {
        agent = agents.apply(clientName);
        client = new Telling(agent, outbox, hasChannel);
    }

    /**
     * Goes on as a session that shook hands with an earlier process. May block for the mesh's answer.
     *
     * @return whether the mesh knows it
     */
    boolean resume(String agreed) {
        meet(Optional.empty());
        revision = agreed;
        return agent.comeBack();
    }

    /** Stops without leaving the mesh. */
    void suspend() {
        if (agent == null) return;
        client.close();
        agent.suspend();
    }

    @Override
    public void close() {
        if (agent == null) return;
        agent.close();
        client.close();
    }
}
