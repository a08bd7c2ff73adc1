package mesh.domain.peer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import mesh.domain.InvalidInput;

/**
 * One agent session, program or person that takes part.
 *
 * @param process what tells this process from a later one with the same pid; empty where it cannot be looked at
 * @param projectPath canonical on its own machine
 * @param repository the same for every worktree and clone of one repository
 * @param lastHeartbeat as far as stored; the broker's memory knows it to the second
 * @param leftAt set once the peer has left: it is kept only so that its session can come back
 */
public record Peer(
        PeerId id,
        PeerName name,
        long pid,
        Optional<ProcessIdentity> process,
        String host,
        String projectPath,
        Optional<String> gitRoot,
        Optional<String> gitBranch,
        Optional<String> repository,
        AgentType agentType,
        String summary,
        Optional<String> udsPath,
        Optional<String> sessionKey,
        boolean authenticated,
        Instant startedAt,
        Instant lastHeartbeat,
        Optional<Instant> leftAt) {
    public static final int MAX_SUMMARY_CHARS = 2_500;

    public Peer {
        requireNonNull(id);
        requireNonNull(name);
        requireNonNull(process);
        requireNonNull(host);
        checkPath("projectPath", projectPath);
        requireNonNull(gitRoot);
        requireNonNull(gitBranch);
        requireNonNull(repository);
        requireNonNull(agentType);
        checkSummary(summary);
        requireNonNull(udsPath);
        requireNonNull(sessionKey);
        requireNonNull(startedAt);
        requireNonNull(lastHeartbeat);
        requireNonNull(leftAt);
    }

    public static String checkSummary(String summary) {
        return InvalidInput.length("summary", summary, 0, MAX_SUMMARY_CHARS);
    }

    static void checkPath(String field, String path) {
        InvalidInput.utf8Length(field, path, Registration.MAX_PATH_BYTES);
        if (path.isEmpty()) throw new InvalidInput(field, "must not be empty");
        if (path.indexOf('\0') >= 0) throw new InvalidInput(field, "must not contain a NUL character");
    }

    public boolean isLiving() {
        return leftAt.isEmpty();
    }

    /** Whether {@code other} is near this peer in the given sense. */
    public boolean shares(PeerScope scope, Peer other) {
        return switch (scope) {
            case MACHINE -> true;
            case DIRECTORY -> host.equals(other.host) && projectPath.equals(other.projectPath);
            case REPO -> repository.isPresent() && repository.equals(other.repository);
        };
    }

    public Peer withSummary(String newSummary) {
        return with(newSummary, lastHeartbeat, leftAt);
    }

    public Peer seenAt(Instant heartbeat) {
        return with(summary, heartbeat, leftAt);
    }

    public Peer left(Instant at) {
        return with(summary, lastHeartbeat, Optional.of(at));
    }

    private Peer with(String newSummary, Instant heartbeat, Optional<Instant> left) {
        return new Peer(
                id,
                name,
                pid,
                process,
                host,
                projectPath,
                gitRoot,
                gitBranch,
                repository,
                agentType,
                newSummary,
                udsPath,
                sessionKey,
                authenticated,
                startedAt,
                heartbeat,
                left);
    }
}
