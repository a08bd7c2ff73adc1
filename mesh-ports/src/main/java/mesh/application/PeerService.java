package mesh.application;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mesh.domain.Refusal;
import mesh.domain.event.EventType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerNames;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.PeerStatus;
import mesh.domain.peer.ProcessIdentity;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.domain.peer.SubagentName;
import mesh.port.in.PeerRegistry;
import mesh.port.out.MeshStore;
import mesh.port.out.PathResolver;
import mesh.port.out.ProcessProbe;
import mesh.port.out.StoreTransaction;

/** Who comes, who is there, and who is gone. */
final class PeerService implements PeerRegistry {
    /** Peers that one broker takes. */
    static final int MAX_PEERS = 5_000;

    private final MeshStore store;
    private final InstantSource clock;
    private final Ids ids;
    private final Peers peers;
    private final Presence presence;
    private final PeerTokens tokens;
    private final Journal journal;
    private final PathResolver paths;
    private final ProcessProbe processes;
    private final MeshSettings settings;
    private final LockService locks;
    private final Consumer<PeerId> onLeft;

    PeerService(
            MeshStore store,
            InstantSource clock,
            Ids ids,
            Peers peers,
            Presence presence,
            PeerTokens tokens,
            Journal journal,
            PathResolver paths,
            ProcessProbe processes,
            MeshSettings settings,
            LockService locks,
            Consumer<PeerId> onLeft) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.peers = peers;
        this.presence = presence;
        this.tokens = tokens;
        this.journal = journal;
        this.paths = paths;
        this.processes = processes;
        this.settings = settings;
        this.locks = locks;
        this.onLeft = onLeft;
    }

    /** Gives everybody whom the store knows a fresh heartbeat window. To be called once, before anything else. */
    void recall() {
        Instant now = clock.instant();
        for (Peer peer : store.read(view -> view.peers().living())) presence.enter(peer, now);
    }

    @Override
    public Registered register(Registration request) {
        boolean local = request.host().map(processes.host()::equals).orElse(true);
        String projectPath = local ? paths.canonical(request.projectPath()) : request.projectPath();
        Optional<String> repository =
                request.repository().or(() -> local ? paths.repository(projectPath) : Optional.empty());
        Optional<ProcessIdentity> process = local ? processes.identify(request.pid()) : Optional.empty();
        String host = request.host().orElse(processes.host());

        return store.write(tx -> {
            Instant now = clock.instant();
            Optional<Peer> before = request.sessionKey().flatMap(tx.peers()::ofSession);
            Optional<Peer> living = before.filter(Peer::isLiving);
            if (living.isEmpty() && presence.size() >= MAX_PEERS)
                throw new Refusal.LimitReached("This mesh takes at most " + MAX_PEERS + " peers.");
            PeerId id = before.map(Peer::id).orElseGet(ids::newPeer);
            Peer peer = new Peer(
                    id,
                    nameFor(tx, request, before, id),
                    request.pid(),
                    process,
                    host,
                    projectPath,
                    request.gitRoot(),
                    request.gitBranch(),
                    repository,
                    request.agentType(),
                    before.map(Peer::summary).orElse(""),
                    request.udsPath(),
                    request.sessionKey(),
                    request.authenticated() || before.map(Peer::authenticated).orElse(false),
                    living.map(Peer::startedAt).orElse(now),
                    now,
                    Optional.empty());
            tx.peers().save(peer);
            recordPresence(tx, living.isEmpty() ? EventType.PEER_JOINED : EventType.PEER_UPDATED, peer, now);
            presence.enter(peer, now);
            return new Registered(peer, tokens.tokenOf(id), before.isPresent());
        });
    }

    private PeerName nameFor(StoreTransaction tx, Registration request, Optional<Peer> before, PeerId id) {
        Predicate<PeerName> taken =
                name -> tx.peers().named(name).filter(p -> !p.id().equals(id)).isPresent();
        Optional<PeerName> wanted = request.name().or(() -> before.map(Peer::name));
        return wanted.map(name -> PeerNames.near(name, taken)).orElseGet(() -> PeerNames.pick(ids.random(), taken));
    }

    private void recordPresence(StoreTransaction tx, EventType type, Peer peer, Instant now) {
        journal.record(
                tx,
                type,
                peer.id(),
                now,
                "peerId",
                peer.id().value(),
                "name",
                peer.name().value(),
                "agentType",
                peer.agentType().wireName(),
                "projectPath",
                peer.projectPath(),
                "summary",
                peer.summary());
    }

    @Override
    public void unregister(PeerId peer) {
        leave(peer, "left", any -> true);
    }

    /** Ends a peer if {@code stillSo} holds for what is known of it when its turn to be written comes. */
    private void leave(PeerId id, String reason, Predicate<Presence.Entry> stillSo) {
        Optional<Presence.Entry> seen = presence.find(id);
        LockWaits.Grants grants = locks.write(tx -> {
            Optional<Peer> living = tx.peers().find(id).filter(Peer::isLiving);
            if (living.isEmpty() || presence.find(id).filter(stillSo.negate()).isPresent())
                return LockWaits.Grants.NONE;
            Peer peer = living.get();
            Instant now = clock.instant();
            if (peer.sessionKey().isPresent()) tx.peers().save(peer.left(now));
            else tx.peers().remove(id);
            journal.record(
                    tx,
                    EventType.PEER_LEFT,
                    id,
                    now,
                    "peerId",
                    id.value(),
                    "name",
                    peer.name().value(),
                    "reason",
                    reason);
            return locks.releaseEverything(tx, id, now);
        });
        seen.filter(stillSo).ifPresent(presence::leave);
        locks.deliver(grants);
        onLeft.accept(id);
    }

    @Override
    public int heartbeat(PeerId peer, List<SubagentName> subagents) {
        List<SubagentName> checked = LivePeer.checkSubagents(subagents);
        if (!peer.equals(PeerId.CLI)) presence.require(peer).worksWith(checked);
        return heartbeat(peer);
    }

    @Override
    public int heartbeat(PeerId peer) {
        if (!peer.equals(PeerId.CLI)) presence.seen(peer, clock.instant());
        return store.read(view -> view.messages().countUnread(peer));
    }

    @Override
    public List<LivePeer> list(PeerQuery query) {
        return store.read(view -> {
            Predicate<Peer> near = surroundings(query.near().map(id -> peers.require(view, id)), query);
            Instant now = clock.instant();
            List<LivePeer> found = new ArrayList<>();
            for (Peer peer : view.peers().living()) {
                if (query.exclude().filter(peer.id()::equals).isPresent() || !near.test(peer)) continue;
                LivePeer live = asSeen(peer, now);
                if (live.status() != PeerStatus.DEAD) found.add(live);
            }
            found.sort(Comparator.comparing(live -> live.peer().name().value()));
            return found;
        });
    }

    private Predicate<Peer> surroundings(Optional<Peer> near, PeerQuery query) {
        if (near.isPresent()) return peer -> near.get().shares(query.scope(), peer);
        if (query.scope() == PeerScope.DIRECTORY && query.projectPath().isPresent()) {
            String directory = paths.canonical(query.projectPath().get());
            return peer -> peer.projectPath().equals(directory);
        }
        if (query.scope() == PeerScope.REPO && query.gitRoot().isPresent()) {
            String root = query.gitRoot().get();
            Optional<String> repository = paths.repository(paths.canonical(root));
            return peer -> peer.gitRoot().filter(root::equals).isPresent()
                    || repository.isPresent() && repository.equals(peer.repository());
        }
        return peer -> true;
    }

    private LivePeer asSeen(Peer peer, Instant now) {
        Optional<Presence.Entry> entry = presence.find(peer.id());
        Instant lastSeen = entry.map(Presence.Entry::lastSeen).orElse(peer.lastHeartbeat());
        PeerStatus status = entry.map(e -> presence.statusOf(e, now)).orElse(PeerStatus.DEAD);
        return new LivePeer(
                peer.seenAt(lastSeen),
                status,
                entry.map(Presence.Entry::subagents).orElse(List.of()));
    }

    @Override
    public Optional<LivePeer> find(PeerId id) {
        Instant now = clock.instant();
        if (id.equals(PeerId.CLI))
            return Optional.of(new LivePeer(peers.terminal().seenAt(now), PeerStatus.ACTIVE));
        return store.read(view -> peers.find(view, id)).map(peer -> asSeen(peer, now));
    }

    @Override
    public void summarize(PeerId id, String summary) {
        Peer.checkSummary(summary);
        store.write(tx -> {
            Peer peer = tx.peers()
                    .find(id)
                    .filter(Peer::isLiving)
                    .orElseThrow(() -> new Refusal.UnknownPeer(id))
                    .withSummary(summary);
            tx.peers().save(peer);
            recordPresence(tx, EventType.PEER_UPDATED, peer, clock.instant());
            return peer;
        });
    }

    @Override
    public void admit(PeerId peer, Optional<String> token, boolean counted) {
        if (peer.equals(PeerId.CLI)) return;
        Presence.Entry entry = presence.require(peer);
        if (entry.authenticated
                && !token.map(shown -> tokens.isTokenOf(peer, shown)).orElse(false))
            throw new Refusal.Forbidden("Peer " + peer
                    + " registered authenticated: show its own peerToken (header X-Mesh-Peer-Token) to act as it.");
        Instant now = clock.instant();
        if (counted) presence.countCall(entry, now);
        presence.seen(peer, now);
    }

    @Override
    public void suspect(PeerId peer) {
        presence.find(peer).ifPresent(this::buryIfGone);
    }

    /** Ends every peer whose process is gone or that was silent for too long. */
    void buryTheDead() {
        presence.entries().forEach(this::buryIfGone);
    }

    private void buryIfGone(Presence.Entry seen) {
        boolean processGone = seen.process.filter(p -> !processes.isRunning(p)).isPresent();
        if (processGone) leave(seen.id, "process ended", entry -> entry.process.equals(seen.process));
        else if (isSilent(seen)) leave(seen.id, "no heartbeat", this::isSilent);
    }

    private boolean isSilent(Presence.Entry entry) {
        return presence.statusOf(entry, clock.instant()) == PeerStatus.DEAD;
    }
}
