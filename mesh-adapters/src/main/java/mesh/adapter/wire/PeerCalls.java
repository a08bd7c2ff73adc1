package mesh.adapter.wire;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.domain.Refusal;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registered;
import mesh.port.in.PeerRegistry;

/** The calls about who is there. */
final class PeerCalls {
    private static final int PEERS_KEPT = 512;

    private final PeerRegistry registry;
    private final Calls calls;
    private final WrittenJson<LivePeer> written =
            new WrittenJson<>(PEERS_KEPT, live -> live.peer().id().hashCode(), PeerJson::write);

    PeerCalls(PeerRegistry registry, Calls calls) {
        this.registry = registry;
        this.calls = calls;
    }

    CompletableFuture<Answer> register(JsonObject body, Caller caller) {
        Registered registered = registry.register(RegistrationJson.read(body));
        JsonWriter out = Answer.begin();
        RegistrationJson.writeAnswer(out, registered);
        return Calls.done(Answer.of(out));
    }

    CompletableFuture<Answer> unregister(JsonObject body, Caller caller) {
        PeerId peer = PeerJson.id(body, "peerId");
        try {
            registry.unregister(calls.admit(peer, caller));
        } catch (Refusal.UnknownPeer e) {
            return Calls.done(Answer.OK); // it left before, which is what was wanted
        }
        return Calls.done(Answer.OK);
    }

    CompletableFuture<Answer> heartbeat(JsonObject body, Caller caller) {
        PeerId peer = calls.admitUncounted(PeerJson.id(body, "peerId"), caller);
        int unread = body.has("subagents")
                ? registry.heartbeat(peer, PeerJson.readSubagents(body))
                : registry.heartbeat(peer);
        return Calls.done(Answer.of(Answer.begin().field("unread", unread)));
    }

    CompletableFuture<Answer> peers(JsonObject body, Caller caller) {
        List<LivePeer> peers = registry.list(PeerJson.readQuery(body));
        JsonWriter out = Answer.begin();
        PeerJson.writeList(out, peers, written);
        return Calls.done(Answer.of(out));
    }

    CompletableFuture<Answer> peer(JsonObject body, Caller caller) {
        Optional<LivePeer> peer = registry.find(PeerJson.id(body, "peerId"));
        JsonWriter out = Answer.begin().name("peer");
        if (peer.isPresent()) PeerJson.write(out, peer.get());
        else out.nothing();
        return Calls.done(Answer.of(out));
    }

    CompletableFuture<Answer> summary(JsonObject body, Caller caller) {
        PeerId peer = PeerJson.id(body, "peerId");
        String summary = body.string("summary");
        registry.summarize(calls.admit(peer, caller), summary);
        return Calls.done(Answer.OK);
    }
}
