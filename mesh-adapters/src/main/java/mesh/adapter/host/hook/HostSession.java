package mesh.adapter.host.hook;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.SubagentName;

/**
 * A session of a coding agent, as its hooks name it.
 *
 * @param id as the host spells it
 * @param directory that it works in, absolute
 * @param subagent which of its subagents acts, where it is not the session itself
 */
public record HostSession(AgentType agent, String id, String directory, Optional<Subagent> subagent) {
    private static final int MAX_ID_CHARS = 200;

    public HostSession {
        requireNonNull(agent);
        InvalidInput.length("session_id", id, 1, MAX_ID_CHARS);
        InvalidInput.length("cwd", directory, 1, 4096);
        requireNonNull(subagent);
    }

    /** A helper that the session started: it acts as the session, under a name of its own. */
    public record Subagent(String id, String kind) {
        private static final int MAX_NAME_CHARS = 48;

        /** Its kind, or {@code agent}; with a number where others of the kind are there: {@code reviewer-2}. */
        SubagentName name(Collection<SubagentName> taken) {
            String kindShown = Text.shown(kind.replace('/', '-'), MAX_NAME_CHARS);
            String base = kindShown.isEmpty() ? "agent" : kindShown;
            SubagentName name = new SubagentName(base);
            for (int n = 2; taken.contains(name); n++) name = new SubagentName(base + "-" + n);
            return name;
        }
    }

    /** Names the session in the mesh: the same for its hooks and its MCP server. */
    public String key() {
        return agent.wireName() + ":" + id;
    }
}
