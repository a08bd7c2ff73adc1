package mesh.adapter.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.JsonDefault;
import mesh.adapter.host.file.Part;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HookDialects;
import mesh.domain.peer.AgentType;

/** Cursor: MCP server, hooks, and a rule in a project. */
final class Cursor implements Host {
    private static final String NAME = "cursor";
    private static final String EDITS =
            "Write|Edit|MultiEdit|StrReplace|Delete|ApplyPatch|NotebookEdit|EditNotebook|TabWrite";
    private static final int FORMAT = 1;

    @Override
    public AgentType type() {
        return AgentType.CURSOR;
    }

    @Override
    public String title() {
        return "Cursor";
    }

    @Override
    public List<HostFile> files(Place place) {
        Path folder = (place.isForUser() ? place.home() : place.project()).resolve(".cursor");
        List<HostFile> files = new ArrayList<>();
        files.add(HostFile.shared(folder.resolve("mcp.json"), "MCP server", List.of(McpEntry.member(place))));
        files.add(HostFile.shared(folder.resolve("hooks.json"), "hooks", hookParts(place)));
        if (!place.isForUser())
            files.add(HostFile.own(
                    folder.resolve("rules").resolve("slm-mesh.mdc"),
                    "rule",
                    "---\ndescription: Other agents in this project (slm-mesh)\nglobs:\nalwaysApply: true\n---\n\n"
                            + Texts.rules()));
        return files;
    }

    private static List<Part> hookParts(Place place) {
        Map<String, Object> call = Map.of("command", place.program().shellLine("hook", NAME));
        Map<String, Object> edits = new LinkedHashMap<>(call);
        edits.put("matcher", EDITS);
        List<Part> parts = new ArrayList<>();
        parts.add(new JsonDefault("version", FORMAT));
        parts.addAll(new HookEntries(NAME)
                .event("sessionStart", List.of(call))
                .event("preToolUse", List.of(edits))
                .event("postToolUse", List.of(call))
                .event("stop", List.of(call))
                .event("sessionEnd", List.of(call))
                .parts());
        return parts;
    }

    @Override
    public List<String> afterInstall(Place place) {
        return List.of("Restart Cursor, and switch the MCP server slm-mesh on in Settings > MCP.");
    }

    @Override
    public Optional<HookDialect> hooks() {
        return Optional.of(HookDialects.CURSOR);
    }
}
