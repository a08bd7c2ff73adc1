package mesh.adapter.client;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.lock.LockTarget;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.Registration;
import mesh.port.out.PathResolver;

/**
 * A client's own machine, where its broker is on another: the broker cannot look at these files, so that the client does.
 *
 * @param host name of this machine
 */
public record Elsewhere(String host, PathResolver paths) {
    public Elsewhere {
        requireNonNull(host);
        requireNonNull(paths);
    }

    Registration describe(Registration wish) {
        String project = paths.canonical(wish.projectPath());
        return new Registration(
                wish.pid(),
                project,
                wish.gitRoot(),
                wish.gitBranch(),
                wish.repository().or(() -> paths.repository(project)),
                wish.host().or(() -> Optional.of(host)),
                wish.agentType(),
                wish.name(),
                wish.udsPath(),
                wish.sessionKey(),
                wish.authenticated());
    }

    List<LockTarget> resolve(Optional<String> project, List<LockTarget> targets) {
        List<LockTarget> resolved = new ArrayList<>(targets.size());
        for (LockTarget target : targets) resolved.add(resolve(project, target));
        return resolved;
    }

    LockTarget resolve(Optional<String> project, LockTarget target) {
        if (target.resolved().isPresent()) return target;
        return new LockTarget(
                target.text(), target.scope(), Optional.of(paths.resolve(project, target.text(), target.scope())));
    }

    /** Whether a peer is in the surroundings that a query names by a directory of this machine. */
    boolean isNear(PeerQuery query, Peer peer) {
        return switch (query.scope()) {
            case MACHINE -> true;
            case DIRECTORY ->
                peer.host().equals(host)
                        && query.projectPath()
                                .map(paths::canonical)
                                .filter(peer.projectPath()::equals)
                                .isPresent();
            case REPO ->
                peer.repository().isPresent()
                        && query.gitRoot().flatMap(paths::repository).equals(peer.repository());
        };
    }
}
