package mesh.adapter.mcp.tool;

import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;

/** {@code mesh_summary}: what this agent works on. */
final class SummaryTool implements Tool {
    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        String summary = arguments.string("summary");
        agent.mesh().peers().summarize(agent.id(), summary);
        String me = agent.peer().name().value();
        String text = summary.isEmpty()
                ? "Others no longer see a summary beside " + me + "."
                : "Others now see this beside your name, " + me + ": " + Words.label(summary);
        return ToolResult.of(text, new JsonWriter().object().field("you", me).field("summary", summary))
                .now();
    }
}
