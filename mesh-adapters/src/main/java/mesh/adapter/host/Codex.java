package mesh.adapter.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.MarkedBlock;
import mesh.adapter.host.file.Part;
import mesh.adapter.host.file.TomlTable;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HookDialects;
import mesh.domain.peer.AgentType;

/** Codex: MCP server, hooks, and a paragraph in AGENTS.md. */
final class Codex implements Host {
    private static final String NAME = "codex";
    private static final String EDITS = "apply_patch";
    private static final int START_SECONDS = 15;
    private static final int CALL_SECONDS = 10;

    @Override
    public AgentType type() {
        return AgentType.CODEX;
    }

    @Override
    public String title() {
        return "Codex";
    }

    @Override
    public List<HostFile> files(Place place) {
        Path folder = place.isForUser()
                ? place.folder("CODEX_HOME", ".codex")
                : place.project().resolve(".codex");
        Path guide = (place.isForUser() ? folder : place.project()).resolve("AGENTS.md");
        return List.of(
                HostFile.shared(folder.resolve("config.toml"), "MCP server", List.of(server(place))),
                HostFile.shared(folder.resolve("hooks.json"), "hooks", hookParts(place)),
                HostFile.shared(guide, "rules", List.of(MarkedBlock.markdown(Texts.rules()))));
    }

    private static Part server(Place place) {
        return new TomlTable(List.of("mcp_servers", McpEntry.NAME), McpEntry.values(place));
    }

    private static List<Part> hookParts(Place place) {
        String line = place.program().shellLine("hook", NAME);
        Map<String, Object> start = HookEntries.command(line, START_SECONDS);
        Map<String, Object> call = HookEntries.command(line, CALL_SECONDS);
        return new HookEntries(NAME)
                .event("SessionStart", List.of(HookEntries.group("", List.of(start))))
                .event("UserPromptSubmit", List.of(HookEntries.group("", List.of(call))))
                .event("PreToolUse", List.of(HookEntries.group(EDITS, List.of(call))))
                .event("PostToolUse", List.of(HookEntries.group("", List.of(call))))
                .event("Stop", List.of(HookEntries.group("", List.of(call))))
                .event("SubagentStart", List.of(HookEntries.group("", List.of(call))))
                .event("SubagentStop", List.of(HookEntries.group("", List.of(call))))
                .parts();
    }

    @Override
    public List<String> afterInstall(Place place) {
        return List.of(
                "Codex runs new or changed hooks only once you have trusted them: say /hooks in Codex.",
                place.isForUser()
                        ? "It takes effect in the next session of Codex."
                        : "Codex reads a project's .codex folder only in projects that you trust.");
    }

    @Override
    public Optional<HookDialect> hooks() {
        return Optional.of(HookDialects.CODEX);
    }
}
