package mesh.adapter.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mesh.adapter.host.file.HostFile;

/** The texts for agents that come with the program. */
final class Texts {
    private static final List<String> SKILLS =
            List.of("mesh-peers", "mesh-send", "mesh-lock", "mesh-status", "mesh-sync");

    private Texts() {}

    /** What an agent should know that has the MCP server. */
    static String rules() {
        return resource("rules.md");
    }

    /** What an agent should know that has only a command line. */
    static String commandLineRules() {
        return resource("rules-command-line.md");
    }

    /** The slash commands, each a folder of its own in {@code folder}. */
    static List<HostFile> skills(Path folder) {
        List<HostFile> files = new ArrayList<>();
        for (String name : SKILLS)
            files.add(HostFile.own(
                    folder.resolve(name).resolve("SKILL.md"),
                    "skill /" + name,
                    resource("skills/" + name + "/SKILL.md")));
        return files;
    }

    private static String resource(String name) {
        try (InputStream in = Texts.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the program comes without its text " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
