package mesh.adapter.mcp.tool;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import mesh.adapter.mcp.rpc.Answer;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/** Calls tools by name. */
public final class Toolbox {
    /** The argument that names the agent where the protocol has no sessions; whoever has one may send it all the same. */
    public static final String HANDLE = "peer";

    private Toolbox() {}

    /** Answers {@code tools/call} for a known agent. */
    public static CompletableFuture<Answer> call(JsonObject params, Agent agent) {
        return call(params, agent.workers(), () -> agent);
    }

    /**
     * Answers {@code tools/call}. What the agent got wrong, and what the mesh declines, is a result too, one that says
     * what to do next. Cancelling the future ends a wait.
     *
     * @param agent finds out for whom; may block, and may refuse like a tool
     * @throws RpcError for a tool that does not exist
     */
    public static CompletableFuture<Answer> call(JsonObject params, Workers workers, Supplier<Agent> agent) {
        try {
            String name = params.string("name");
            JsonObject arguments = params.optObject("arguments").orElse(JsonObject.EMPTY);
            return new ToolCall(name, tool(name), arguments, agent).run(workers);
        } catch (InvalidInput e) {
            throw new RpcError(RpcError.INVALID_PARAMS, "Invalid params: " + e.getMessage());
        }
    }

    private static Tool tool(String name) {
        return switch (name) {
            case "mesh_peers" -> new PeersTool();
            case "mesh_summary" -> new SummaryTool();
            case "mesh_send" -> new SendTool();
            case "mesh_inbox" -> new InboxTool();
            case "mesh_state" -> new StateTool();
            case "mesh_lock" -> new LockTool();
            case "mesh_events" -> new EventsTool();
            case "mesh_status" -> new StatusTool();
            default -> throw new RpcError(RpcError.INVALID_PARAMS, "Unknown tool: " + Text.shown(name, 80));
        };
    }
}
