package mesh.adapter.host.hook;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.AgentType;

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
        /** How it is shown: its kind, and enough of its id to tell two of a kind apart. */
        String shown() {
            String end = id.length() > 6 ? id.substring(id.length() - 6) : id;
            return kind.isEmpty() ? end : kind + " " + end;
        }
    }

    /** Names the session in the mesh: the same for its hooks and its MCP server. */
    public String key() {
        return agent.wireName() + ":" + id;
    }
}
