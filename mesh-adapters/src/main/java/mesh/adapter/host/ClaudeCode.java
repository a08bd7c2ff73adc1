package mesh.adapter.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HookDialects;
import mesh.domain.peer.AgentType;

/** Claude Code: MCP server, hooks (processes, or HTTP where it can), wake of an idle session, and skills. */
final class ClaudeCode implements Host {
    private static final String NAME = "claude-code";
    private static final String EDITS = "Edit|MultiEdit|Write|NotebookEdit";
    private static final int START_SECONDS = 15;
    private static final int CALL_SECONDS = 10;
    private static final int WAKE_SECONDS = 86_400;

    @Override
    public AgentType type() {
        return AgentType.CLAUDE_CODE;
    }

    @Override
    public String title() {
        return "Claude Code";
    }

    @Override
    public List<HostFile> files(Place place) {
        Path folder = place.isForUser()
                ? place.folder("CLAUDE_CONFIG_DIR", ".claude")
                : place.project().resolve(".claude");
        List<HostFile> files = new ArrayList<>();
        files.add(HostFile.shared(
                servers(place, folder), "MCP server", List.of(McpEntry.member("mcpServers", stdio(), place))));
        // A project's shared settings are everybody's; these name a program on this machine.
        Path settings = folder.resolve(place.isForUser() ? "settings.json" : "settings.local.json");
        files.add(
                place.hooks().isPresent()
                        ? HostFile.sharedSecret(
                                settings, "hooks over HTTP", hookEntries(place).parts())
                        : HostFile.shared(settings, "hooks", hookEntries(place).parts()));
        files.addAll(Texts.skills(folder.resolve("skills")));
        return files;
    }

    /** Servers of a user stand in a file beside the folder, unless the folder was moved. */
    private static Path servers(Place place, Path folder) {
        if (!place.isForUser()) return place.project().resolve(".mcp.json");
        boolean moved =
                !place.environment().getOrDefault("CLAUDE_CONFIG_DIR", "").isBlank();
        return moved ? folder.resolve(".claude.json") : place.home().resolve(".claude.json");
    }

    private static Map<String, Object> stdio() {
        return Map.of("type", "stdio");
    }

    private static HookEntries hookEntries(Place place) {
        Map<String, Object> start = HookEntries.command(line(place), START_SECONDS);
        Map<String, Object> call = call(place);
        return new HookEntries(NAME)
                .event("SessionStart", group("", List.of(start, wake(place))))
                .event("UserPromptSubmit", group("", List.of(call)))
                .event("PreToolUse", group(EDITS, List.of(call)))
                .event("PostToolUse", group("", List.of(call)))
                .event("Stop", group("", List.of(call, wake(place))))
                .event("SubagentStart", group("", List.of(call)))
                .event("SubagentStop", group("", List.of(call)))
                .event("SessionEnd", group("", List.of(call)));
    }

    private static List<Map<String, Object>> group(String matcher, List<Map<String, Object>> hooks) {
        return List.of(HookEntries.group(matcher, hooks));
    }

    private static String line(Place place) {
        return place.program().shellLine("hook", NAME);
    }

    private static Map<String, Object> call(Place place) {
        if (place.hooks().isEmpty()) return HookEntries.command(line(place), CALL_SECONDS);
        Place.HookAddress address = place.hooks().get();
        Map<String, Object> hook = new LinkedHashMap<>();
        hook.put("type", "http");
        hook.put("url", address.url() + "/hooks/" + NAME);
        hook.put("headers", Map.of("Authorization", "Bearer " + address.token()));
        hook.put("timeout", CALL_SECONDS);
        return hook;
    }

    /** Waits in the background while the session is idle; a session that gets mail goes on with it. */
    private static Map<String, Object> wake(Place place) {
        Map<String, Object> hook = HookEntries.command(place.program().shellLine("hook", NAME, "--wake"), WAKE_SECONDS);
        hook.put("asyncRewake", true);
        return hook;
    }

    @Override
    public List<String> afterInstall(Place place) {
        List<String> notes = new ArrayList<>();
        notes.add("It takes effect in the next session of Claude Code; /hooks and /mcp there show what is loaded.");
        if (!place.isForUser()) notes.add("Claude Code asks once whether the project's MCP server may be used.");
        if (place.hooks().isPresent())
            notes.add("The hooks name the broker's present port. If it ever gets another one, install again.");
        return notes;
    }

    @Override
    public Optional<HookDialect> hooks() {
        return Optional.of(HookDialects.CLAUDE_CODE);
    }
}
