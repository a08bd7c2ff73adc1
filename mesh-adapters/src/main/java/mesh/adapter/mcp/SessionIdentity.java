package mesh.adapter.mcp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.Registration;

/**
 * As whom a session takes part.
 *
 * @param sessionKey brings the same peer back after a restart
 * @param pid the process whose end is the peer's end
 * @param name wished name
 */
public record SessionIdentity(
        AgentType agentType, String sessionKey, Project project, long pid, Optional<PeerName> name) {
    public SessionIdentity {
        requireNonNull(agentType);
        requireNonNull(sessionKey);
        requireNonNull(project);
        requireNonNull(name);
    }

    public SessionIdentity withSessionKey(String key) {
        return new SessionIdentity(agentType, key, project, pid, name);
    }

    public Registration registration() {
        return new Registration(
                pid,
                project.path(),
                project.gitRoot(),
                project.gitBranch(),
                Optional.empty(),
                Optional.empty(),
                agentType,
                name,
                Optional.empty(),
                Optional.of(sessionKey),
                true);
    }
}
