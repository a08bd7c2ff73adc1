package mesh.domain.peer;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which peers to list.
 *
 * @param near the peer whose surroundings count for {@code directory} and {@code repo}
 * @param projectPath counts for {@code directory} where {@code near} is absent
 * @param gitRoot counts for {@code repo} where {@code near} is absent
 * @param exclude left out of the list
 */
public record PeerQuery(
        PeerScope scope,
        Optional<PeerId> near,
        Optional<String> projectPath,
        Optional<String> gitRoot,
        Optional<PeerId> exclude) {
    public static final PeerQuery EVERYONE =
            new PeerQuery(PeerScope.MACHINE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public PeerQuery {
        requireNonNull(scope);
        requireNonNull(near);
        requireNonNull(projectPath);
        requireNonNull(gitRoot);
        requireNonNull(exclude);
    }

    /** Those near {@code peer}, itself left out. */
    public static PeerQuery around(PeerId peer, PeerScope scope) {
        return new PeerQuery(scope, Optional.of(peer), Optional.empty(), Optional.empty(), Optional.of(peer));
    }
}
