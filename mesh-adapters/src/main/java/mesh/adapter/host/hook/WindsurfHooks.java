package mesh.adapter.host.hook;

import java.util.Map;
import java.util.Optional;
import mesh.domain.peer.AgentType;

/** Hooks of Windsurf's Cascade (docs.windsurf.com/windsurf/cascade/hooks): they can refuse an edit, and say nothing else. */
final class WindsurfHooks implements HookDialect {
    @Override
    public AgentType agent() {
        return AgentType.WINDSURF;
    }

    @Override
    public HookEvent read(HookInput input, Map<String, String> env) {
        String directory = Optional.ofNullable(env.get("ROOT_WORKSPACE_PATH"))
                .or(() -> input.string("tool_info", "cwd"))
                .orElseGet(() -> env.getOrDefault("PWD", ""));
        HostSession session =
                new HostSession(agent(), input.string("trajectory_id").orElse(""), directory, Optional.empty());
        return switch (input.string("agent_action_name").orElse("")) {
            case "pre_write_code" ->
                new HookEvent.Editing(
                        session,
                        input.string("tool_info", "file_path").map(file -> ApplyPatch.absolute(session, file)).stream()
                                .toList());
            case "post_cascade_response" -> new HookEvent.TurnEnding(session, false, false);
            default -> new HookEvent.Other(session);
        };
    }

    @Override
    public HookOutput write(HookEvent event, HookResult result) {
        if (result.answer() instanceof HookAnswer.Deny deny) return new HookOutput("", deny.reason(), HookOutput.BLOCK);
        return new HookOutput("", result.note().orElse(""), 0);
    }
}
