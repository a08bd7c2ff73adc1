package mesh.adapter.mcp.tool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.peer.Peer;
import mesh.port.in.StatusReport;

/** {@code mesh_status}: how the mesh is, and who one is in it. */
final class StatusTool implements Tool {
    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        Peer me = agent.peer();
        StatusReport report = agent.mesh().status().report();
        String status = agent.mesh().status().healthy() ? "ok" : "store not answering";
        String text = "You are " + me.name() + ", id " + me.id() + ".\nBroker " + report.version() + ": " + status
                + ", up " + Words.span(Duration.ofSeconds(report.uptimeSeconds()))
                + ", role " + report.role() + ", store " + report.store() + ".\n"
                + report.activePeers() + " active peers, " + report.stalePeers() + " stale; "
                + report.messages() + " messages, " + report.undelivered() + " undelivered; "
                + report.locks() + " locks; " + report.events() + " events.";
        JsonWriter out = new JsonWriter().object();
        out.field("you", me.name().value()).field("id", me.id().value());
        out.field("status", status).field("version", report.version());
        out.field("uptimeSeconds", report.uptimeSeconds())
                .field("role", report.role())
                .field("store", report.store());
        out.object("peers")
                .field("active", report.activePeers())
                .field("stale", report.stalePeers())
                .end();
        out.object("messages")
                .field("total", report.messages())
                .field("undelivered", report.undelivered())
                .end();
        return ToolResult.of(text, out.field("locks", report.locks()).field("events", report.events()))
                .now();
    }
}
