package mesh.adapter.mcp.tool;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.adapter.wire.PeerJson;
import mesh.domain.Text;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;

/** {@code mesh_peers}: who else is there. */
final class PeersTool implements Tool {
    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        PeerScope scope = arguments.oneOf("scope", PeerScope.class, PeerScope.MACHINE);
        agent.peer();
        return show(agent, scope).now();
    }

    /** A visitor sees everybody. */
    static ToolResult show(Agent agent, PeerScope scope) {
        Optional<Peer> me = agent.peerIfAny();
        List<LivePeer> others = agent.mesh()
                .peers()
                .list(me.map(peer -> PeerQuery.around(peer.id(), scope)).orElse(PeerQuery.EVERYONE));
        StringBuilder text = new StringBuilder();
        me.ifPresent(peer -> text.append("You are ").append(peer.name()).append(". "));
        text.append(others.isEmpty() ? "Nobody else is " : Words.count(others.size(), "other peer ", "other peers "));
        text.append(where(scope)).append(others.isEmpty() ? "." : ":");
        JsonWriter out = new JsonWriter().object();
        me.ifPresent(peer -> out.field("you", peer.name().value()));
        out.array("peers");
        boolean quotes = false;
        for (LivePeer live : others) {
            describe(live, text);
            quotes |= !live.peer().summary().isBlank();
            write(live, out);
        }
        if (quotes) text.append('\n').append(Words.UNTRUSTED);
        return ToolResult.of(text.toString(), out.endArray());
    }

    private static String where(PeerScope scope) {
        return switch (scope) {
            case MACHINE -> "on this mesh";
            case DIRECTORY -> "in this project directory";
            case REPO -> "in this repository";
        };
    }

    private static void describe(LivePeer live, StringBuilder text) {
        Peer peer = live.peer();
        text.append("\n- ")
                .append(peer.name())
                .append(" (")
                .append(peer.agentType().wireName());
        text.append(", ").append(live.status().wireName());
        text.append(", ").append(Words.label(peer.projectPath()));
        peer.gitBranch().ifPresent(branch -> text.append(" on branch ").append(Words.label(branch)));
        text.append(", id ").append(peer.id()).append(')');
        if (!live.subagents().isEmpty()) text.append("\n  with ").append(String.join(", ", live.subagentsShown()));
        if (!peer.summary().isBlank()) text.append("\n  > ").append(Text.shown(peer.summary(), Peer.MAX_SUMMARY_CHARS));
    }

    private static void write(LivePeer live, JsonWriter out) {
        Peer peer = live.peer();
        out.object().field("name", peer.name().value()).field("id", peer.id().value());
        out.field("agentType", peer.agentType()).field("status", live.status());
        out.field("project", Words.label(peer.projectPath()));
        peer.gitBranch().ifPresent(branch -> out.field("branch", Words.label(branch)));
        PeerJson.writeSubagents(out, live.subagents());
        out.field("summary", Text.clean(peer.summary())).end();
    }
}
