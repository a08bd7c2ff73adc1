package mesh.adapter.host.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mesh.domain.peer.AgentType;

/** Hooks of Claude Code (code.claude.com/docs/en/hooks). */
final class ClaudeCodeHooks implements HookDialect {
    /** Its tools that change files. */
    private static final Set<String> EDITS = Set.of("Edit", "MultiEdit", "Write", "NotebookEdit");

    @Override
    public AgentType agent() {
        return AgentType.CLAUDE_CODE;
    }

    @Override
    public HookEvent read(HookInput input, Map<String, String> env) {
        HostSession session = new HostSession(
                agent(),
                input.string("session_id").orElse(""),
                Optional.ofNullable(env.get("CLAUDE_PROJECT_DIR"))
                        .or(() -> input.string("cwd"))
                        .orElse(""),
                subagent(input));
        return switch (input.string("hook_event_name").orElse("")) {
            case "SessionStart" -> new HookEvent.Started(session, source(input));
            case "UserPromptSubmit" -> new HookEvent.Prompted(session);
            case "PreToolUse" -> editing(session, input);
            case "PostToolUse", "PostToolBatch" -> new HookEvent.ToolUsed(session);
            case "Stop" -> new HookEvent.TurnEnding(session, input.isTrue("stop_hook_active"), true);
            case "SubagentStart" -> new HookEvent.SubagentStarted(session);
            case "SubagentStop" -> new HookEvent.SubagentEnded(session);
            case "SessionEnd" ->
                new HookEvent.Ended(session, input.string("reason").orElse("").equals("clear"));
            default -> new HookEvent.Other(session);
        };
    }

    /** With {@code --agent} the session itself has a type, but no id: that is no subagent. */
    static Optional<HostSession.Subagent> subagent(HookInput input) {
        return input.string("agent_id")
                .map(id ->
                        new HostSession.Subagent(id, input.string("agent_type").orElse("")));
    }

    static HookEvent.Source source(HookInput input) {
        return switch (input.string("source").orElse("")) {
            case "resume" -> HookEvent.Source.RESUMED;
            case "clear" -> HookEvent.Source.CLEARED;
            case "compact" -> HookEvent.Source.COMPACTED;
            default -> HookEvent.Source.NEW;
        };
    }

    private static HookEvent editing(HostSession session, HookInput input) {
        if (!EDITS.contains(input.string("tool_name").orElse(""))) return new HookEvent.Other(session);
        List<String> files = new ArrayList<>(input.each("file_path", "tool_input", "edits"));
        input.string("tool_input", "file_path").ifPresent(files::add);
        input.string("tool_input", "notebook_path").ifPresent(files::add);
        return new HookEvent.Editing(
                session,
                files.stream().map(file -> ApplyPatch.absolute(session, file)).toList());
    }

    @Override
    public HookOutput write(HookEvent event, HookResult result) {
        return HookSpecificJson.write(eventName(event), result);
    }

    /** As Codex calls it, too. */
    static String eventName(HookEvent event) {
        if (event instanceof HookEvent.Started) return "SessionStart";
        if (event instanceof HookEvent.Prompted) return "UserPromptSubmit";
        if (event instanceof HookEvent.SubagentStarted) return "SubagentStart";
        return event instanceof HookEvent.Editing ? "PreToolUse" : "PostToolUse";
    }
}
