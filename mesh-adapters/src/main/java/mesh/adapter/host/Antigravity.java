package mesh.adapter.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mesh.adapter.host.file.HostFile;
import mesh.domain.peer.AgentType;

/** Antigravity: MCP server, and a rule in a project. */
final class Antigravity implements Host {
    private static final String SERVERS = "mcp_config.json";

    @Override
    public AgentType type() {
        return AgentType.ANTIGRAVITY;
    }

    @Override
    public String title() {
        return "Antigravity";
    }

    @Override
    public List<HostFile> files(Place place) {
        List<HostFile> files = new ArrayList<>();
        if (place.isForUser()) {
            // All editions read the first; those before version 2 have a folder of their own.
            Path gemini = place.home().resolve(".gemini");
            files.add(server(gemini.resolve("config"), place));
            for (String edition : List.of("antigravity", "antigravity-cli"))
                if (place.has(gemini.resolve(edition))) files.add(server(gemini.resolve(edition), place));
            return files;
        }
        Path folder = place.project().resolve(".agents");
        files.add(server(folder, place));
        files.add(HostFile.own(folder.resolve("rules").resolve("slm-mesh.md"), "rule", Texts.rules()));
        return files;
    }

    private static HostFile server(Path folder, Place place) {
        return HostFile.shared(folder.resolve(SERVERS), "MCP server", List.of(McpEntry.member(place)));
    }

    @Override
    public List<String> afterInstall(Place place) {
        return List.of("Refresh the MCP servers in Antigravity's agent panel.");
    }
}
