package mesh.adapter.host.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.peer.AgentType;

/** Hooks of Cursor (cursor.com/docs/hooks). It lets a hook add context after a tool, not to a prompt. */
final class CursorHooks implements HookDialect {
    /** Its tools that change files, under the names of several versions. */
    private static final Set<String> EDITS = Set.of(
            "Write",
            "Edit",
            "MultiEdit",
            "StrReplace",
            "Delete",
            "ApplyPatch",
            "NotebookEdit",
            "EditNotebook",
            "TabWrite");

    private static final List<String> PATHS =
            List.of("file_path", "path", "target_file", "target_notebook", "notebook_path");

    @Override
    public AgentType agent() {
        return AgentType.CURSOR;
    }

    @Override
    public HookEvent read(HookInput input, Map<String, String> env) {
        String id = input.string("conversation_id")
                .or(() -> input.string("session_id"))
                .orElse("");
        String directory = input.first("workspace_roots")
                .or(() -> input.string("cwd"))
                .orElseGet(() -> env.getOrDefault("CURSOR_PROJECT_DIR", env.getOrDefault("PWD", "")));
        HostSession session = new HostSession(agent(), id, directory, ClaudeCodeHooks.subagent(input));
        return switch (input.string("hook_event_name").orElse("")) {
            case "sessionStart" -> new HookEvent.Started(session, HookEvent.Source.NEW);
            case "preToolUse" -> editing(session, input);
            case "postToolUse" -> new HookEvent.ToolUsed(session);
            case "stop" -> stopped(session, input);
            case "sessionEnd" -> new HookEvent.Ended(session, false);
            default -> new HookEvent.Other(session);
        };
    }

    private static HookEvent editing(HostSession session, HookInput input) {
        if (!EDITS.contains(input.string("tool_name").orElse(""))) return new HookEvent.Other(session);
        List<String> files = new ArrayList<>();
        for (String name : PATHS)
            input.string("tool_input", name).ifPresent(file -> files.add(ApplyPatch.absolute(session, file)));
        for (String name : List.of("patch", "command"))
            input.string("tool_input", name).ifPresent(patch -> files.addAll(ApplyPatch.files(session, patch)));
        return new HookEvent.Editing(session, files);
    }

    private static HookEvent stopped(HostSession session, HookInput input) {
        boolean goesOn = !input.string("loop_count").orElse("0").equals("0");
        boolean completed = input.string("status").orElse("completed").equals("completed");
        return new HookEvent.TurnEnding(session, goesOn, completed);
    }

    @Override
    public HookOutput write(HookEvent event, HookResult result) {
        JsonWriter out = new JsonWriter().object();
        if (result.answer() instanceof HookAnswer.Context context) out.field("additional_context", context.text());
        if (result.answer() instanceof HookAnswer.GoOn goOn) out.field("followup_message", goOn.reason());
        if (result.answer() instanceof HookAnswer.Deny deny)
            out.field("permission", "deny")
                    .field("user_message", "slm-mesh: another agent holds this file.")
                    .field("agent_message", deny.reason());
        return new HookOutput(out.end().toString(), result.note().orElse(""), 0);
    }
}
