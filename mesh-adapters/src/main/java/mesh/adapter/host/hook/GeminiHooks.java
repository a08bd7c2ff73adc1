package mesh.adapter.host.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.peer.AgentType;

/** Hooks of Gemini CLI (geminicli.com/docs/hooks/reference). */
final class GeminiHooks implements HookDialect {
    /** Its tools that change files. */
    private static final Set<String> EDITS = Set.of("write_file", "replace", "edit");

    @Override
    public AgentType agent() {
        return AgentType.GEMINI;
    }

    @Override
    public HookEvent read(HookInput input, Map<String, String> env) {
        String directory = Optional.ofNullable(env.get("GEMINI_PROJECT_DIR"))
                .or(() -> input.string("cwd"))
                .orElse("");
        HostSession session =
                new HostSession(agent(), input.string("session_id").orElse(""), directory, Optional.empty());
        return switch (input.string("hook_event_name").orElse("")) {
            case "SessionStart" -> new HookEvent.Started(session, ClaudeCodeHooks.source(input));
            case "BeforeAgent" -> new HookEvent.Prompted(session);
            case "BeforeTool" -> editing(session, input);
            case "AfterTool" -> new HookEvent.ToolUsed(session);
            case "AfterAgent" -> new HookEvent.TurnEnding(session, input.isTrue("stop_hook_active"), true);
            case "SessionEnd" ->
                new HookEvent.Ended(session, input.string("reason").orElse("").equals("clear"));
            default -> new HookEvent.Other(session);
        };
    }

    private static HookEvent editing(HostSession session, HookInput input) {
        if (!EDITS.contains(input.string("tool_name").orElse(""))) return new HookEvent.Other(session);
        List<String> files = new ArrayList<>();
        input.string("tool_input", "file_path").ifPresent(file -> files.add(ApplyPatch.absolute(session, file)));
        return new HookEvent.Editing(session, files);
    }

    @Override
    public HookOutput write(HookEvent event, HookResult result) {
        JsonWriter out = new JsonWriter().object();
        result.note().ifPresent(note -> out.field("systemMessage", note));
        if (result.answer() instanceof HookAnswer.Context context)
            out.object("hookSpecificOutput")
                    .field("hookEventName", eventName(event))
                    .field("additionalContext", context.text())
                    .end();
        if (result.answer() instanceof HookAnswer.Deny deny)
            out.field("decision", "deny").field("reason", deny.reason());
        if (result.answer() instanceof HookAnswer.GoOn goOn)
            out.field("decision", "block").field("reason", goOn.reason());
        return HookOutput.json(out.end().toString());
    }

    private static String eventName(HookEvent event) {
        if (event instanceof HookEvent.Started) return "SessionStart";
        return event instanceof HookEvent.Prompted ? "BeforeAgent" : "AfterTool";
    }
}
