package mesh.adapter.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.MarkedBlock;
import mesh.domain.peer.AgentType;

/** Visual Studio Code: MCP server, and a paragraph in a project's AGENTS.md. */
final class VsCode implements Host {
    @Override
    public AgentType type() {
        return AgentType.VSCODE;
    }

    @Override
    public String title() {
        return "Visual Studio Code";
    }

    @Override
    public List<HostFile> files(Place place) {
        Path servers = place.isForUser()
                ? userFolder(place).resolve("mcp.json")
                : place.project().resolve(".vscode").resolve("mcp.json");
        List<HostFile> files = new ArrayList<>();
        files.add(HostFile.shared(
                servers, "MCP server", List.of(McpEntry.member("servers", Map.of("type", "stdio"), place))));
        if (!place.isForUser())
            files.add(HostFile.shared(
                    place.project().resolve("AGENTS.md"), "rules", List.of(MarkedBlock.markdown(Texts.rules()))));
        return files;
    }

    private static Path userFolder(Place place) {
        if (place.isMac()) return place.home().resolve("Library/Application Support/Code/User");
        return place.folder("XDG_CONFIG_HOME", ".config").resolve("Code/User");
    }

    @Override
    public List<String> afterInstall(Place place) {
        return List.of("Reload the window, and start the MCP server slm-mesh once (MCP: List Servers).");
    }
}
