package mesh.adapter.host;

import java.util.List;
import java.util.Optional;

/** All hosts that the mesh can be installed into. */
public final class Hosts {
    public static final List<Host> ALL = List.of(
            new ClaudeCode(),
            new Cursor(),
            new Codex(),
            new VsCode(),
            new Windsurf(),
            new Gemini(),
            new Antigravity(),
            new Aider());

    private Hosts() {}

    /** The host of this name, as agent types are spelled: {@code claude-code}. */
    public static Optional<Host> named(String name) {
        for (Host host : ALL) if (host.type().wireName().equals(name)) return Optional.of(host);
        return Optional.empty();
    }
}
