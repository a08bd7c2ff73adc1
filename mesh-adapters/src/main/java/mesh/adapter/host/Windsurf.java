package mesh.adapter.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.Part;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HookDialects;
import mesh.domain.peer.AgentType;

/** Windsurf (Devin Desktop since June 2026): MCP server for the user, hooks that refuse edits, and a rule in a project. */
final class Windsurf implements Host {
    private static final String NAME = "windsurf";
    private static final String RULE_HEAD = "---\ntrigger: always_on\n---\n\n";

    @Override
    public AgentType type() {
        return AgentType.WINDSURF;
    }

    @Override
    public String title() {
        return "Windsurf";
    }

    @Override
    public List<HostFile> files(Place place) {
        List<HostFile> files = new ArrayList<>();
        if (place.isForUser()) {
            Path folder = place.home().resolve(".codeium").resolve("windsurf");
            Path devin = place.folder("XDG_CONFIG_HOME", ".config").resolve("devin");
            files.add(server(folder.resolve("mcp_config.json"), place));
            if (place.has(devin)) files.add(server(devin.resolve("mcp_config.json"), place));
            files.add(HostFile.shared(folder.resolve("hooks.json"), "hooks", hookParts(place)));
            return files;
        }
        Path folder = place.project().resolve(".windsurf");
        files.add(HostFile.shared(folder.resolve("hooks.json"), "hooks", hookParts(place)));
        files.add(rule(folder));
        if (place.has(place.project().resolve(".devin")))
            files.add(rule(place.project().resolve(".devin")));
        return files;
    }

    private static HostFile server(Path file, Place place) {
        return HostFile.shared(file, "MCP server", List.of(McpEntry.member(place)));
    }

    private static HostFile rule(Path folder) {
        return HostFile.own(folder.resolve("rules").resolve("slm-mesh.md"), "rule", RULE_HEAD + Texts.rules());
    }

    private static List<Part> hookParts(Place place) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("command", place.program().shellLine("hook", NAME));
        call.put("show_output", false);
        return new HookEntries(NAME)
                .event("pre_write_code", List.of(call))
                .event("post_cascade_response", List.of(call))
                .parts();
    }

    @Override
    public List<String> afterInstall(Place place) {
        return place.isForUser()
                ? List.of("Refresh the MCP servers in Windsurf's settings.")
                : List.of(
                        "Windsurf has no MCP servers of a project: slm-mesh install windsurf --user adds it for all.");
    }

    @Override
    public Optional<HookDialect> hooks() {
        return Optional.of(HookDialects.WINDSURF);
    }
}
