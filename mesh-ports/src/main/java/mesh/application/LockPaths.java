package mesh.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockTarget;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.port.out.PathResolver;

/**
 * Finds out which files are meant. A peer of this machine is not believed, but looked after. What is known of a peer is in
 * memory: a look into the store would cost as much as the lock itself.
 */
final class LockPaths {
    private final Peers peers;
    private final Presence presence;
    private final PathResolver resolver;
    private final String host;

    LockPaths(Peers peers, Presence presence, PathResolver resolver, String host) {
        this.peers = peers;
        this.presence = presence;
        this.resolver = resolver;
        this.host = host;
    }

    /** @param asker relative paths are relative to this peer's project; without one they must be absolute */
    List<LockPath> resolve(Optional<PeerId> asker, List<LockTarget> targets) {
        if (targets.isEmpty()) return List.of();
        Optional<Peer> peer = asker.map(this::known);
        List<LockPath> paths = new ArrayList<>(targets.size());
        for (LockTarget target : targets) paths.add(resolveFor(peer, target));
        return paths;
    }

    /** @throws Refusal.UnknownPeer when it is not there */
    private Peer known(PeerId id) {
        return id.equals(PeerId.CLI) ? peers.terminal() : presence.require(id).peer;
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
