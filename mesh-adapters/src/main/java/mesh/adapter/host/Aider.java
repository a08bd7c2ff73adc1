package mesh.adapter.host;

import java.nio.file.Path;
import java.util.List;
import mesh.adapter.host.file.HostFile;
import mesh.domain.peer.AgentType;

/** Aider, which knows no MCP and no hooks: a file for it to read, that tells of the command line. */
final class Aider implements Host {
    @Override
    public AgentType type() {
        return AgentType.AIDER;
    }

    @Override
    public String title() {
        return "Aider";
    }

    @Override
    public List<HostFile> files(Place place) {
        return List.of(HostFile.own(file(place), "rules to read", Texts.commandLineRules()));
    }

    private static Path file(Place place) {
        return (place.isForUser() ? place.home() : place.project()).resolve(".aider.slm-mesh.md");
    }

    @Override
    public List<String> afterInstall(Place place) {
        return List.of(
                "Aider knows no MCP. Start it with: aider --read " + file(place),
                "or name that file under \"read:\" in .aider.conf.yml. Inside Aider: /run slm-mesh inbox");
    }
}
