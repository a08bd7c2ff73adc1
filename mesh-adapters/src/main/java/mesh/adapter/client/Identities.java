package mesh.adapter.client;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.RegistrationJson;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registered;

/**
 * The peers in whose names this client acts, what it shows for that, and how the broker gets to know them again. Safe for
 * use by many threads.
 */
final class Identities {
    private final Consumer<Registered> onRegisteredAgain;
    private final Map<PeerId, Identity> registered = new ConcurrentHashMap<>();
    private final Map<PeerId, String> tokens = new ConcurrentHashMap<>();
    /** Ids that the broker has forgotten, with the ones that took their place. */
    private final Map<PeerId, PeerId> successors = new ConcurrentHashMap<>();

    Identities(Consumer<Registered> onRegisteredAgain) {
        this.onRegisteredAgain = onRegisteredAgain;
    }

    void add(Identity identity) {
        registered.put(identity.id(), identity);
        tokens.put(identity.id(), identity.registered().token());
    }

    void addToken(PeerId peer, String token) {
        tokens.put(peer, token);
    }

    void remove(PeerId peer) {
        registered.remove(peer);
        tokens.remove(peer);
    }

    Optional<Identity> find(PeerId peer) {
        return Optional.ofNullable(registered.get(peer));
    }

    Collection<Identity> all() {
        return registered.values();
    }

    Optional<String> token(PeerId peer) {
        return Optional.ofNullable(tokens.get(peer));
    }

    /** Who the peer is today. */
    PeerId current(PeerId peer) {
        PeerId today = peer;
        for (PeerId next; (next = successors.get(today)) != null; ) today = next;
        return today;
    }

    /** Makes a new link's broker know them. One that it does not take is tried again with its next heartbeat. */
    void recogniseAll(Link link) throws IOException {
        for (Identity identity : registered.values()) {
            try {
                recognise(link, identity);
            } catch (RuntimeException e) {
                ClientLog.LOG.log(Level.WARNING, "A peer could not be registered again: " + e.getMessage());
            }
        }
    }

    /** Says that the peer is there, and registers it again where the broker does not know it. @return whether it did not */
    boolean recognise(Link link, Identity identity) throws IOException {
        JsonObject beat = Link.await(
                link.call("heartbeat", out -> out.field("peerId", identity.id().value()), token(identity))
                        .answer());
        if (!ErrorCode.UNKNOWN_PEER.isIn(beat)) return false;
        JsonObject answer = Link.await(
                link.call("register", out -> RegistrationJson.write(out, identity.registration()), Optional.empty())
                        .answer());
        if (!answer.bool("ok")) throw ErrorJson.read(answer);
        Identity fresh = new Identity(identity.registration(), RegistrationJson.readAnswer(answer));
        if (replace(identity, fresh)) tell(fresh.registered());
        else link.call("unregister", out -> out.field("peerId", fresh.id().value()), token(fresh));
        return true;
    }

    private static Optional<String> token(Identity identity) {
        return Optional.of(identity.registered().token());
    }

    /** @return false when the peer has left meanwhile, and must not come back */
    private boolean replace(Identity old, Identity fresh) {
        if (!registered.remove(old.id(), old)) return false;
        if (!old.id().equals(fresh.id())) successors.put(old.id(), fresh.id());
        add(fresh);
        return true;
    }

    /** On a thread of its own: whoever is told may well make calls, and the link is not ready for them yet. */
    private void tell(Registered anew) {
        ClientLog.LOG.log(Level.DEBUG, "Registered again: " + anew);
        Thread teller = new Thread(() -> onRegisteredAgain.accept(anew), "mesh-registered-again");
        teller.setDaemon(true);
        teller.start();
    }
}
