package mesh.adapter.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.Part;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HookDialects;
import mesh.domain.peer.AgentType;

/** Gemini CLI: MCP server and hooks, in one file of settings. */
final class Gemini implements Host {
    private static final String NAME = "gemini";
    private static final String EDITS = "write_file|replace|edit";
    private static final int START_MILLIS = 15_000;
    private static final int CALL_MILLIS = 10_000;

    @Override
    public AgentType type() {
        return AgentType.GEMINI;
    }

    @Override
    public String title() {
        return "Gemini CLI";
    }

    @Override
    public List<HostFile> files(Place place) {
        Path settings = (place.isForUser() ? place.home() : place.project())
                .resolve(".gemini")
                .resolve("settings.json");
        String line = place.program().shellLine("hook", NAME);
        Map<String, Object> start = HookEntries.command(line, START_MILLIS);
        Map<String, Object> call = HookEntries.command(line, CALL_MILLIS);
        List<Part> parts = new ArrayList<>();
        parts.add(McpEntry.member(place));
        parts.addAll(new HookEntries(NAME)
                .event("SessionStart", List.of(HookEntries.group("", List.of(start))))
                .event("BeforeAgent", List.of(HookEntries.group("", List.of(call))))
                .event("BeforeTool", List.of(HookEntries.group(EDITS, List.of(call))))
                .event("AfterTool", List.of(HookEntries.group("", List.of(call))))
                .event("AfterAgent", List.of(HookEntries.group("", List.of(call))))
                .event("SessionEnd", List.of(HookEntries.group("", List.of(call))))
                .parts());
        return List.of(HostFile.shared(settings, "MCP server and hooks", parts));
    }

    @Override
    public List<String> afterInstall(Place place) {
        return List.of("It takes effect in the next session of Gemini CLI; /hooks panel and /mcp show what is loaded.");
    }

    @Override
    public Optional<HookDialect> hooks() {
        return Optional.of(HookDialects.GEMINI);
    }
}
