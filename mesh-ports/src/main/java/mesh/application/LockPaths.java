package mesh.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockTarget;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.port.out.MeshStore;
import mesh.port.out.PathResolver;

/** Finds out which files are meant. A peer of this machine is not believed, but looked after. */
final class LockPaths {
    private final MeshStore store;
    private final Peers peers;
    private final PathResolver resolver;
    private final String host;

    LockPaths(MeshStore store, Peers peers, PathResolver resolver, String host) {
        this.store = store;
        this.peers = peers;
        this.resolver = resolver;
        this.host = host;
    }

    /** @param asker relative paths are relative to this peer's project; without one they must be absolute */
    List<LockPath> resolve(Optional<PeerId> asker, List<LockTarget> targets) {
        if (targets.isEmpty()) return List.of();
        Optional<Peer> peer = asker.map(id -> store.read(view -> peers.require(view, id)));
        List<LockPath> paths = new ArrayList<>(targets.size());
        for (LockTarget target : targets) paths.add(resolveFor(peer, target));
        return paths;
    }

    LockPath resolve(Optional<PeerId> asker, LockTarget target) {
        return resolve(asker, List.of(target)).get(0);
    }

    private LockPath resolveFor(Optional<Peer> peer, LockTarget target) {
        boolean anyTerminal = peer.filter(p -> !p.id().equals(PeerId.CLI)).isEmpty();
        Optional<LockPath> resolved = target.resolved().filter(path -> path.scope() == target.scope());
        if (anyTerminal && resolved.filter(path -> !path.machine().equals(host)).isPresent()) return resolved.get();
        if (peer.isPresent() && !peer.get().host().equals(host))
            return resolved.filter(path -> path.machine().equals(peer.get().host()))
                    .orElseThrow(() -> new InvalidInput(
                            "filePath",
                            "must come resolved from a peer on another machine ("
                                    + peer.get().host() + ")"));
        Optional<String> base = anyTerminal ? Optional.empty() : peer.map(Peer::projectPath);
        return resolver.resolve(base, target.text(), target.scope());
    }
}
