package mesh.adapter.mcp.tool;

import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;

/** One thing that an agent can ask for. */
interface Tool {
    /**
     * Does it. Runs on a thread that may block for the mesh's answer, but not for a wait that the caller asked for:
     * that is left to the future, and cancelling it ends the wait.
     *
     * @throws mesh.domain.InvalidInput for arguments that break a rule
     */
    CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent);
}
