package mesh.adapter.mcp.tool;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import mesh.adapter.mcp.rpc.Answer;
import mesh.adapter.mcp.rpc.HandOver;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.Text;
import mesh.port.in.MeshUnavailable;

/** One call of one tool, from its arguments to its result with all that is to be noticed. */
final class ToolCall {
    private static final int MIN_ALIKE = 3;

    private final String name;
    private final Tool tool;
    private final JsonObject arguments;
    private final Supplier<Agent> agents;
    private volatile Agent agent;

    ToolCall(String name, Tool tool, JsonObject arguments, Supplier<Agent> agents) {
        this.name = name;
        this.tool = tool;
        this.arguments = arguments;
        this.agents = agents;
    }

    CompletableFuture<Answer> run(Workers workers) {
        CompletableFuture<CompletableFuture<ToolResult>> started =
                CompletableFuture.supplyAsync(this::start, workers.calls());
        CompletableFuture<Answer> answer = started.thenCompose(result -> result)
                .handleAsync((result, failure) -> answer(failure == null ? result : refusal(failure)), workers.calls());
        answer.whenComplete((value, failure) -> {
            if (answer.isCancelled()) started.thenAccept(result -> result.cancel(true));
        });
        return answer;
    }

    private CompletableFuture<ToolResult> start() {
        checkNames();
        agent = agents.get();
        agent.admit();
        try {
            return tool.call(arguments, agent);
        } catch (Refusal.UnknownPeer e) {
            if (!agent.rejoinIfForgotten()) throw e;
            return tool.call(arguments, agent);
        }
    }

    /**
     * A misspelt argument that is passed over does something else than was meant. Others are: some hosts add arguments of
     * their own.
     */
    private void checkNames() {
        List<String> known = Catalogue.arguments(name);
        for (String argument : arguments.names())
            for (String right : known)
                if (!known.contains(argument) && isMeant(argument, right))
                    throw new InvalidInput(
                            Text.shown(argument, 80),
                            "is no argument of " + name + ", which takes " + String.join(", ", known));
    }

    private static boolean isMeant(String argument, String right) {
        String a = plain(argument);
        String b = plain(right);
        return a.length() >= MIN_ALIKE && (b.contains(a) || a.contains(b));
    }

    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    private ToolResult refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InvalidInput wrong)
            return ToolResult.refused(wrong.getMessage() + ". Correct this argument and call " + name + " again.");
        if (cause instanceof Refusal refusal) return ToolResult.refused(refusal.getMessage());
        if (cause instanceof MeshUnavailable unavailable)
            return ToolResult.refused("The mesh cannot answer now: " + unavailable.getMessage()
                    + " Nothing is known to be done. Try again in a few seconds; go on with other work meanwhile.");
        log().log(System.Logger.Level.ERROR, "Tool " + name + " failed", cause);
        return ToolResult.refused(name + " failed inside slm-mesh ("
                + cause.getClass().getSimpleName() + "). Try again once; if it fails again, go on without it.");
    }

    private Answer answer(ToolResult result) {
        Agent caller = agent;
        if (caller == null) return answer(result, "", Optional.empty(), HandOver.PLAIN);
        String notice = Notices.line(caller, result.handedOver()).orElse("");
        return answer(
                result, notice, caller.takeUntoldHandle(), caller.readMarks().around(result.handedOver(), caller));
    }

    private static Answer answer(ToolResult result, String notice, Optional<String> handle, HandOver handOver) {
        StringBuilder text = new StringBuilder(result.text());
        handle.ifPresent(shown -> text.append("\n\nYour handle on this mesh is ")
                .append(shown)
                .append(": pass it as peer in every further call, so that you stay the same peer."));
        if (!notice.isEmpty()) text.append("\n\n").append(notice);
        JsonWriter out = new JsonWriter().object().array("content");
        out.object().field("type", "text").field("text", text.toString()).end().endArray();
        if (!result.refused()) out.raw("structuredContent", structured(result, notice, handle));
        return Answer.of(out.field("isError", result.refused()).end(), handOver);
    }

    private static String structured(ToolResult result, String notice, Optional<String> handle) {
        JsonWriter more = new JsonWriter().object();
        handle.ifPresent(shown -> more.field(Toolbox.HANDLE, shown));
        if (!notice.isEmpty()) more.field("notice", notice);
        String members = more.end().toString().substring(1);
        boolean separate = members.length() > 1 && result.structured().length() > 1;
        return result.structured() + (separate ? "," : "") + members;
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(ToolCall.class.getName());
    }
}
