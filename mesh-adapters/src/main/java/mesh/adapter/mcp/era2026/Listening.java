package mesh.adapter.mcp.era2026;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import mesh.adapter.mcp.resource.Resources;
import mesh.adapter.mcp.resource.Watch;
import mesh.adapter.mcp.rpc.Answer;
import mesh.adapter.mcp.rpc.Incoming;
import mesh.adapter.mcp.rpc.Outbox;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;

/**
 * One {@code subscriptions/listen}: what it was granted first, then changes, until the client cancels it or the server
 * ends it. Tools, prompts and the list of resources never change here, so those are not granted.
 */
final class Listening implements AutoCloseable {
    private final String id;
    private final List<String> wanted;
    private final Outbox outbox;
    private final String meta;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Answer> ended = new CompletableFuture<>();
    private volatile Watch watch;

    /** @param meta what every result carries, as a JSON object @throws RpcError when the request does not say what it wants */
    Listening(Incoming.Request request, Outbox outbox, String meta) {
        try {
            this.wanted = request.params().object("notifications").strings("resourceSubscriptions");
        } catch (InvalidInput e) {
            throw new RpcError(RpcError.INVALID_PARAMS, "Invalid params: " + e.getMessage());
        }
        if (wanted.size() > Watch.MAX_WATCHED)
            throw new RpcError(
                    RpcError.INVALID_PARAMS, "Invalid params: at most " + Watch.MAX_WATCHED + " resources are watched");
        this.id = request.id();
        this.outbox = outbox;
        this.meta = meta;
    }

    /** @return completes when it has ended; cancelling it ends it */
    CompletableFuture<Answer> start(Agent agent, Workers workers) {
        List<String> granted = granted(agent);
        if (!outbox.notify("notifications/subscriptions/acknowledged", () -> acknowledgement(granted)))
            throw new RpcError(
                    RpcError.INVALID_REQUEST, "Invalid request: a client that listens has to accept text/event-stream");
        watch = new Watch(agent, this::changed);
        workers.calls().execute(() -> watch(granted));
        return ended;
    }

    /** The inbox is watched for a peer only. */
    private List<String> granted(Agent agent) {
        List<String> granted = new ArrayList<>();
        for (String uri : wanted)
            if (Resources.exists(uri) && !(uri.equals(Resources.INBOX) && agent.isVisitor())) granted.add(uri);
        return granted;
    }

    private void watch(List<String> granted) {
        try {
            granted.forEach(watch::add);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private String acknowledgement(List<String> granted) {
        JsonWriter out = new JsonWriter().object().object("notifications");
        if (!granted.isEmpty()) out.field("resourceSubscriptions", granted);
        return out.end().raw("_meta", tag()).end().toString();
    }

    private String tag() {
        return "{\"" + Envelope.SUBSCRIPTION_ID + "\":" + id + "}";
    }

    /** Many changes before the client has taken the first notification are one notification. */
    private void changed(String uri) {
        if (!changed.add(uri)) return;
        boolean accepted = outbox.notify("notifications/resources/updated", () -> {
            changed.remove(uri);
            return new JsonWriter()
                    .object()
                    .field("uri", uri)
                    .raw("_meta", tag())
                    .end()
                    .toString();
        });
        if (!accepted) changed.remove(uri);
    }

    /** Ends it from this side: the answer says so. */
    void end() {
        String tagged = meta.substring(0, meta.length() - 1) + "," + tag().substring(1);
        ended.complete(Answer.of("\"resultType\":\"complete\",\"_meta\":" + tagged));
    }

    /** Stops to watch. */
    @Override
    public void close() {
        Watch open = watch;
        if (open != null) open.close();
    }
}
