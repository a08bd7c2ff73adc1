package mesh.adapter.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.PeerStatus;
import mesh.domain.peer.SubagentName;

/** Peers as they are shown, and the question for them. What is secret about a peer is never written. */
public final class PeerJson {
    private PeerJson() {}

    public static void write(JsonWriter out, LivePeer live) {
        Peer peer = live.peer();
        out.object()
                .field("id", peer.id().value())
                .field("name", peer.name().value())
                .field("pid", peer.pid())
                .field("host", peer.host())
                .field("projectPath", peer.projectPath())
                .field("gitRoot", peer.gitRoot())
                .field("gitBranch", peer.gitBranch())
                .field("repository", peer.repository())
                .field("agentType", peer.agentType())
                .field("summary", peer.summary())
                .field("udsPath", peer.udsPath())
                .field("startedAt", peer.startedAt())
                .field("lastHeartbeat", peer.lastHeartbeat())
                .field("status", live.status())
                .field("authenticated", peer.authenticated());
        writeSubagents(out, live.subagents());
        out.end();
    }

    public static LivePeer read(JsonObject json) {
        Peer peer = new Peer(
                new PeerId(json.string("id")),
                new PeerName(json.string("name")),
                json.integer("pid"),
                Optional.empty(),
                json.string("host"),
                json.string("projectPath"),
                json.optString("gitRoot"),
                json.optString("gitBranch"),
                json.optString("repository"),
                json.optString("agentType").map(AgentType::named).orElse(AgentType.UNKNOWN),
                json.string("summary"),
                json.optString("udsPath"),
                Optional.empty(),
                json.bool("authenticated"),
                json.instant("startedAt"),
                json.instant("lastHeartbeat"),
                Optional.empty());
        PeerStatus status = InvalidInput.oneOf("status", json.string("status"), PeerStatus.class);
        return new LivePeer(peer, status, readSubagents(json));
    }

    /** The helpers that work as a peer. */
    public static void writeSubagents(JsonWriter out, List<SubagentName> subagents) {
        out.array("subagents");
        for (SubagentName name : subagents) out.value(name.value());
        out.endArray();
    }

    static List<SubagentName> readSubagents(JsonObject json) {
        return json.strings("subagents").stream().map(SubagentName::new).toList();
    }

    public static void writeList(JsonWriter out, List<LivePeer> peers) {
        writeList(out, peers, PeerJson::write);
    }

    static void writeList(JsonWriter out, List<LivePeer> peers, BiConsumer<JsonWriter, LivePeer> form) {
        out.array("peers");
        for (LivePeer peer : peers) form.accept(out, peer);
        out.endArray();
    }

    public static List<LivePeer> readList(JsonObject answer) {
        return answer.objects("peers").stream().map(PeerJson::read).toList();
    }

    public static void writeQuery(JsonWriter out, PeerQuery query) {
        out.field("scope", query.scope())
                .field("peerId", query.near().map(PeerId::value))
                .field("projectPath", query.projectPath())
                .field("gitRoot", query.gitRoot())
                .field("excludeId", query.exclude().map(PeerId::value));
    }

    public static PeerQuery readQuery(JsonObject body) {
        return new PeerQuery(
                body.oneOf("scope", PeerScope.class, PeerScope.MACHINE),
                optId(body, "peerId"),
                body.optString("projectPath"),
                body.optString("gitRoot"),
                optId(body, "excludeId"));
    }

    /** Reads a peer's id; the error names {@code field}. */
    public static PeerId id(JsonObject body, String field) {
        return id(field, body.string(field));
    }

    public static Optional<PeerId> optId(JsonObject body, String field) {
        return body.optString(field).map(text -> id(field, text));
    }

    private static PeerId id(String field, String text) {
        if (PeerId.isId(text)) return new PeerId(text);
        throw new InvalidInput(
                field, "must be a peer's id (a lower-case UUID) or \"cli\"; it is \"" + Text.shown(text, 60) + "\"");
    }
}
