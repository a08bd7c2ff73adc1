package mesh.domain.message;

import mesh.domain.InvalidInput;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerScope;

/** Whom a message is for: one peer by id or name, or everybody in a scope but the sender. */
public sealed interface Recipient {
    int MAX_CHARS = 128;

    /** One peer; {@code idOrName} is looked up among the living. */
    record One(String idOrName) implements Recipient {
        public One {
            InvalidInput.length("toPeer", idOrName, 1, MAX_CHARS);
        }
    }

    /** Everybody near the sender. */
    record Near(PeerScope scope) implements Recipient {}

    /** Every peer that runs in this kind of agent. */
    record Agents(AgentType type) implements Recipient {}

    /** Reads {@code all}, {@code repo}, {@code directory}, {@code agent:<type>}, a peer's id or its name. */
    static Recipient parse(String text) {
        InvalidInput.length("toPeer", text, 1, MAX_CHARS);
        if (text.startsWith("agent:"))
            return new Agents(InvalidInput.oneOf("toPeer", text.substring("agent:".length()), AgentType.class));
        return switch (text) {
            case "all" -> new Near(PeerScope.MACHINE);
            case "repo" -> new Near(PeerScope.REPO);
            case "directory" -> new Near(PeerScope.DIRECTORY);
            default -> new One(text);
        };
    }

    /** The form that {@link #parse} reads. */
    default String text() {
        if (this instanceof One one) return one.idOrName();
        if (this instanceof Agents agents) return "agent:" + agents.type().wireName();
        PeerScope scope = ((Near) this).scope();
        return scope == PeerScope.MACHINE ? "all" : scope.wireName();
    }

    /** Whether a broadcast of this kind from {@code sender} reaches {@code peer}. */
    default boolean reaches(Peer sender, Peer peer) {
        if (peer.id().equals(sender.id())) return false;
        if (this instanceof Near near) return sender.shares(near.scope(), peer);
        return this instanceof Agents agents && peer.agentType() == agents.type();
    }
}
