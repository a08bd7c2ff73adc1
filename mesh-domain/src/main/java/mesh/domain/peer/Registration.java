package mesh.domain.peer;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;

/**
 * The wish to take part.
 *
 * @param pid the process that stands for the peer, 1 to 2^31-1
 * @param projectPath absolute path of the directory that the peer works in; paths it names are relative to it
 * @param gitRoot top of the working tree
 * @param repository identity of the repository, the same in all its worktrees and clones; a local peer may leave it to
 *     the broker
 * @param host machine that the process runs on; empty for the broker's own
 * @param name wished name; the peer gets a free one near it
 * @param udsPath socket that an older client listens on
 * @param sessionKey names the session across restarts of its process: the same key gets the old peer back
 * @param authenticated from now on nobody acts as this peer without its token
 */
public record Registration(
        long pid,
        String projectPath,
        Optional<String> gitRoot,
        Optional<String> gitBranch,
        Optional<String> repository,
        Optional<String> host,
        AgentType agentType,
        Optional<PeerName> name,
        Optional<String> udsPath,
        Optional<String> sessionKey,
        boolean authenticated) {
    public static final int MAX_PATH_BYTES = 4096;
    public static final int MAX_LABEL_CHARS = 255;

    public Registration {
        InvalidInput.range("pid", pid, 1, Integer.MAX_VALUE);
        Peer.checkPath("projectPath", projectPath);
        gitRoot.ifPresent(p -> Peer.checkPath("gitRoot", p));
        gitBranch.ifPresent(b -> InvalidInput.length("gitBranch", b, 1, MAX_LABEL_CHARS));
        repository.ifPresent(r -> InvalidInput.length("repository", r, 1, MAX_PATH_BYTES));
        host.ifPresent(h -> InvalidInput.length("host", h, 1, MAX_LABEL_CHARS));
        requireNonNull(agentType);
        if (name.filter(n -> n.value().equals(PeerId.CLI.value())).isPresent())
            throw new InvalidInput("name", "must not be \"cli\": that is the person at the terminal");
        udsPath.ifPresent(p -> Peer.checkPath("udsPath", p));
        sessionKey.ifPresent(k -> InvalidInput.length("sessionKey", k, 1, MAX_LABEL_CHARS));
    }

    /** A registration with only what is required. */
    public static Registration of(long pid, String projectPath) {
        return new Registration(
                pid,
                projectPath,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AgentType.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
