package mesh.adapter.mcp.era2026;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mesh.adapter.mcp.SessionIdentity;
import mesh.adapter.mcp.resource.Resources;
import mesh.adapter.mcp.resource.SyncPrompt;
import mesh.adapter.mcp.rpc.Answer;
import mesh.adapter.mcp.rpc.Incoming;
import mesh.adapter.mcp.rpc.Outbox;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Instructions;
import mesh.adapter.mcp.tool.Later;
import mesh.adapter.mcp.tool.Toolbox;
import mesh.adapter.mcp.tool.Workers;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Text;
import mesh.port.in.Mesh;

/**
 * Answers requests that each say everything about themselves. A peer is named by the handle that it was given: as the
 * argument {@code peer} of a tool, in {@code _meta} as {@code slm-mesh/peer}, or by the transport. Safe for use by many
 * threads.
 */
public final class StatelessEra implements AutoCloseable {
    /** Lists do not change while this program runs. */
    private static final String CACHED = "\"ttlMs\":3600000,\"cacheScope\":\"public\",";

    private static final String FRESH = "\"ttlMs\":0,\"cacheScope\":\"private\",";
    private static final String NO_CACHING = "";

    private static final Set<String> METHODS = Set.of(
            "server/discover",
            "tools/list",
            "tools/call",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "prompts/list",
            "prompts/get",
            "completion/complete",
            "subscriptions/listen");

    private static final String MORE_INSTRUCTIONS =
            " Your first call makes you a peer, and its result gives you a handle: pass it as peer in every further call.";

    private final String meta;
    private final Supplier<Mesh> mesh;
    private final Workers workers;
    private final boolean admits;
    private final Handles handles;
    /** Open streams, each with the handle of its peer, or nothing. */
    private final Map<Listening, String> listening = new ConcurrentHashMap<>();

    /**
     * Where a request came from.
     *
     * @param handle of the peer, where the transport names one
     * @param identity of a new peer, from what its client calls itself
     * @param outbox takes what is sent before the answer
     */
    public record Origin(Optional<String> handle, Function<Optional<String>, SessionIdentity> identity, Outbox outbox) {
        public Origin {
            requireNonNull(handle);
            requireNonNull(identity);
            requireNonNull(outbox);
        }
    }

    /**
     * @param version of this program
     * @param mesh connects when it is first asked
     * @param admits whether each call has to be admitted here
     */
    public StatelessEra(String version, Supplier<Mesh> mesh, Workers workers, boolean admits, LongSupplier nanoTicker) {
        JsonWriter out = new JsonWriter().object().object(Envelope.SERVER_INFO).field("name", "slm-mesh");
        this.meta = out.field("title", "SLM Mesh")
                .field("version", version)
                .end()
                .end()
                .toString();
        this.mesh = mesh;
        this.workers = workers;
        this.admits = admits;
        this.handles = new Handles(workers, nanoTicker, handle -> listening.containsValue(handle));
    }

    /** Whether a request belongs to this era: it says so, or it is one that no other era has. */
    public static boolean speaks(Incoming.Request request) {
        return Envelope.isOn(request)
                || request.method().equals("server/discover")
                || request.method().equals("subscriptions/listen");
    }

    /** Peers that were given a handle here. */
    public int peers() {
        return handles.size();
    }

    /** @throws RpcError for a method that this era does not have */
    static void checkMethod(String method) {
        if (!METHODS.contains(method))
            throw new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found: " + Text.shown(method, 80));
    }

    /** @throws RpcError for a request that is not of this era in every respect */
    public CompletableFuture<Answer> answer(Incoming.Request request, Origin origin) {
        Envelope envelope = Envelope.of(request);
        envelope.checkRevision();
        checkMethod(request.method());
        JsonObject params = request.params();
        return switch (request.method()) {
            case "server/discover" -> now(discover(), CACHED);
            case "tools/list" -> now(Answer.of("\"tools\":" + Tools.WITH_HANDLE), CACHED);
            case "tools/call" -> later(call(params, envelope, origin), NO_CACHING);
            case "resources/list" -> now(Resources.list(), CACHED);
            case "resources/templates/list" -> now(Resources.templates(), CACHED);
            case "resources/read" ->
                later(as(envelope, origin, agent -> Resources.read(params, agent, RpcError.INVALID_PARAMS)), FRESH);
            case "prompts/list" -> now(SyncPrompt.list(), CACHED);
            case "prompts/get" -> later(as(envelope, origin, agent -> SyncPrompt.get(params, agent)), NO_CACHING);
            case "completion/complete" ->
                later(as(envelope, origin, agent -> SyncPrompt.complete(params, agent)), NO_CACHING);
            default -> listen(request, envelope, origin);
        };
    }

    private CompletableFuture<Answer> now(Answer answer, String caching) {
        return CompletableFuture.completedFuture(dressed(answer, caching));
    }

    private CompletableFuture<Answer> later(CompletableFuture<Answer> coming, String caching) {
        return Later.cancelling(coming.thenApply(answer -> dressed(answer, caching)), coming);
    }

    /** The result with what this era adds to every one. */
    private Answer dressed(Answer answer, String caching) {
        String members = answer.members().isEmpty() ? "" : answer.members() + ",";
        return new Answer("\"resultType\":\"complete\"," + members + caching + "\"_meta\":" + meta, answer.handOver());
    }

    private static Answer discover() {
        JsonWriter out = new JsonWriter()
                .object()
                .array("supportedVersions")
                .value(Envelope.REVISION)
                .endArray();
        out.object("capabilities").object("tools").end();
        out.object("resources").field("subscribe", true).end().object("prompts").end();
        out.object("completions").end().end();
        return Answer.of(
                out.field("instructions", Instructions.TEXT + MORE_INSTRUCTIONS).end());
    }

    private CompletableFuture<Answer> call(JsonObject params, Envelope envelope, Origin origin) {
        return Toolbox.call(params, workers, () -> {
            Optional<String> inArguments =
                    params.optObject("arguments").flatMap(arguments -> arguments.optString(Toolbox.HANDLE));
            Optional<String> handle = inArguments.or(envelope::handle).or(origin::handle);
            return handle.map(shown -> known(shown, envelope, origin)).orElseGet(() -> newcomer(envelope, origin));
        });
    }

    /** Whoever shows a handle, else a visitor, who may look but takes no part. */
    private CompletableFuture<Answer> as(
            Envelope envelope, Origin origin, Function<Agent, CompletableFuture<Answer>> answer) {
        Optional<String> handle = envelope.handle().or(origin::handle);
        if (handle.isEmpty()) return answer.apply(Agent.visitor(mesh, workers));
        CompletableFuture<Agent> agent =
                CompletableFuture.supplyAsync(() -> known(handle.get(), envelope, origin), workers.calls());
        return Later.cancelling(agent.thenCompose(answer), agent);
    }

    private Agent known(String handle, Envelope envelope, Origin origin) {
        return handles.find(handle, shown -> agent(shown, envelope, origin));
    }

    private Agent newcomer(Envelope envelope, Origin origin) {
        String handle = handles.mint();
        Agent agent = agent(handle, envelope, origin);
        agent.onJoin(id -> handles.keep(handle, agent));
        agent.isToBeToldItsHandle(handle);
        return agent;
    }

    private Agent agent(String handle, Envelope envelope, Origin origin) {
        return new Agent(
                mesh,
                () -> origin.identity()
                        .apply(envelope.clientName())
                        .withSessionKey("mcp-handle:" + handle)
                        .registration(),
                workers,
                admits);
    }

    private CompletableFuture<Answer> listen(Incoming.Request request, Envelope envelope, Origin origin) {
        Listening stream = new Listening(request, origin.outbox(), meta);
        listening.put(stream, envelope.handle().or(origin::handle).orElse(""));
        CompletableFuture<Answer> ended = as(envelope, origin, agent -> stream.start(agent, workers));
        ended.whenComplete((answer, failure) -> {
            listening.remove(stream);
            workers.calls().execute(stream::close);
        });
        return ended;
    }

    /** Ends all streams, and the peers leave. */
    @Override
    public void close() {
        listening.keySet().forEach(Listening::end);
        handles.close();
    }

    /** Ends all streams; the peers stay, to be found again by their handles. */
    public void suspend() {
        listening.keySet().forEach(Listening::end);
        handles.suspend();
    }
}
