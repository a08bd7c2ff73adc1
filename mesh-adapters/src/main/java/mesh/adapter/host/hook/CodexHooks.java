package mesh.adapter.host.hook;

import java.util.List;
import java.util.Map;
import mesh.domain.peer.AgentType;

/** Hooks of Codex (developers.openai.com/codex/hooks). A file edit comes as a patch in {@code tool_input.command}. */
final class CodexHooks implements HookDialect {
    private static final String PATCH_TOOL = "apply_patch";

    @Override
    public AgentType agent() {
        return AgentType.CODEX;
    }

    @Override
    public HookEvent read(HookInput input, Map<String, String> env) {
        HostSession session = new HostSession(
                agent(),
                input.string("session_id").orElse(""),
                input.string("cwd").orElse(""),
                ClaudeCodeHooks.subagent(input));
        return switch (input.string("hook_event_name").orElse("")) {
            case "SessionStart" -> new HookEvent.Started(session, ClaudeCodeHooks.source(input));
            case "UserPromptSubmit" -> new HookEvent.Prompted(session);
            case "PreToolUse" -> editing(session, input);
            case "PostToolUse" -> new HookEvent.ToolUsed(session);
            case "Stop" -> new HookEvent.TurnEnding(session, input.isTrue("stop_hook_active"), true);
            case "SubagentStart" -> new HookEvent.SubagentStarted(session);
            case "SubagentStop" -> new HookEvent.SubagentEnded(session);
            default -> new HookEvent.Other(session);
        };
    }

    private static HookEvent editing(HostSession session, HookInput input) {
        if (!input.string("tool_name").orElse("").equals(PATCH_TOOL)) return new HookEvent.Other(session);
        List<String> files =
                ApplyPatch.files(session, input.string("tool_input", "command").orElse(""));
        return new HookEvent.Editing(session, files);
    }

    @Override
    public HookOutput write(HookEvent event, HookResult result) {
        return HookSpecificJson.write(ClaudeCodeHooks.eventName(event), result);
    }
}
