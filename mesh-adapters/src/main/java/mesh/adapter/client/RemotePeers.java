package mesh.adapter.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.PeerJson;
import mesh.adapter.wire.RegistrationJson;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.domain.peer.SubagentName;
import mesh.port.in.PeerRegistry;

/** The peers of a mesh elsewhere. What is registered here is kept registered, until it leaves. */
final class RemotePeers implements PeerRegistry {
    private final Uplink uplink;
    private final Identities identities;
    private final Optional<Elsewhere> elsewhere;

    RemotePeers(Uplink uplink, Identities identities, Optional<Elsewhere> elsewhere) {
        this.uplink = uplink;
        this.identities = identities;
        this.elsewhere = elsewhere;
    }

    @Override
    public Registered register(Registration wish) {
        Registration described = elsewhere.map(here -> here.describe(wish)).orElse(wish);
        // With a session key, registering twice makes one peer: the call can be repeated, and the peer comes back.
        String sessionKey =
                described.sessionKey().orElseGet(() -> UUID.randomUUID().toString());
        Registration keyed = with(described, described.name(), sessionKey);
        Registered registered = RegistrationJson.readAnswer(
                uplink.ask(Call.question("register", out -> RegistrationJson.write(out, keyed))));
        Registration again = with(described, Optional.of(registered.peer().name()), sessionKey);
        identities.add(new Identity(again, registered));
        return registered;
    }

    private static Registration with(Registration wish, Optional<PeerName> name, String sessionKey) {
        return new Registration(
                wish.pid(),
                wish.projectPath(),
                wish.gitRoot(),
                wish.gitBranch(),
                wish.repository(),
                wish.host(),
                wish.agentType(),
                name,
                wish.udsPath(),
                Optional.of(sessionKey),
                wish.authenticated());
    }

    @Override
    public void unregister(PeerId peer) {
        Optional<String> token = identities.token(peer);
        identities.remove(peer); // first: whoever leaves must not be brought back
        Call leave = new Call("unregister", Optional.of(peer), token, true, out -> out.field("peerId", peer.value()));
        JsonObject answer = uplink.call(leave);
        if (!answer.bool("ok") && !ErrorCode.UNKNOWN_PEER.isIn(answer)) throw ErrorJson.read(answer);
    }

    @Override
    public int heartbeat(PeerId peer, List<SubagentName> subagents) {
        JsonObject answer = uplink.ask(Call.repeatable("heartbeat", peer, out -> {
            PeerJson.writeSubagents(out.field("peerId", peer.value()), subagents);
        }));
        return Math.toIntExact(answer.integer("unread"));
    }

    @Override
    public int heartbeat(PeerId peer) {
        JsonObject answer = uplink.ask(Call.repeatable("heartbeat", peer, out -> out.field("peerId", peer.value())));
        return Math.toIntExact(answer.integer("unread"));
    }

    @Override
    public List<LivePeer> list(PeerQuery query) {
        boolean namesPath = query.near().isEmpty() && query.scope() != PeerScope.MACHINE;
        if (elsewhere.isEmpty() || !namesPath) return ask(query);
        PeerQuery all =
                new PeerQuery(PeerScope.MACHINE, Optional.empty(), Optional.empty(), Optional.empty(), query.exclude());
        List<LivePeer> near = new ArrayList<>(ask(all));
        near.removeIf(live -> !elsewhere.get().isNear(query, live.peer()));
        return near;
    }

    private List<LivePeer> ask(PeerQuery query) {
        return PeerJson.readList(uplink.ask(Call.question("peers", out -> PeerJson.writeQuery(out, query))));
    }

    @Override
    public Optional<LivePeer> find(PeerId peer) {
        return uplink.ask(Call.question("peer", out -> out.field("peerId", peer.value())))
                .optObject("peer")
                .map(PeerJson::read);
    }

    @Override
    public void summarize(PeerId peer, String summary) {
        uplink.ask(Call.repeatable(
                "summary", peer, out -> out.field("peerId", peer.value()).field("summary", summary)));
    }

    /** Asks the broker, which counts only what it is asked to do; so {@code counted} makes no difference. */
    @Override
    public void admit(PeerId peer, Optional<String> token, boolean counted) {
        Optional<String> shown = Optional.of(token.orElse("")); // not the one that this client knows
        uplink.ask(new Call("heartbeat", Optional.of(peer), shown, true, out -> out.field("peerId", peer.value())));
    }

    /** Says nothing: the broker looks by itself when a link ends. */
    @Override
    public void suspect(PeerId peer) {}
}
