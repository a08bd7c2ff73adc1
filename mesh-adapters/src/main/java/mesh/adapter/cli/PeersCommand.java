package mesh.adapter.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;
import mesh.adapter.wire.PeerJson;
import mesh.domain.InvalidInput;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.PeerStatus;

/** {@code slm-mesh peers}. */
final class PeersCommand implements Command {
    private static final String SCOPE = "--scope";

    @Override
    public Syntax syntax() {
        return new Syntax("peers", "Lists who is there, with what each one works on.")
                .choice(
                        SCOPE,
                        "SCOPE",
                        "machine (all, the default), directory (this one), repo (this repository)",
                        "machine",
                        "directory",
                        "repo");
    }

    @Override
    public int run(Invocation call) {
        List<LivePeer> peers = call.mesh().peers().list(query(call));
        if (call.json()) {
            JsonWriter out = Answer.begin();
            PeerJson.writeList(out, peers);
            return call.answer(out);
        }
        if (peers.isEmpty()) {
            call.remark("Nobody is there. Add slm-mesh to a coding agent and start it: slm-mesh help mcp");
            return CommandLine.OK;
        }
        Table table = call.table()
                .flexible("NAME", 12)
                .fixed("STATUS")
                .spare("AGENT", 0, 2)
                .path("PROJECT", 12, 0)
                .spare("BRANCH", 8, 3)
                .spare("SUMMARY", 16, 1)
                .spare("ID", 0, 4);
        String home = call.terminal().env().get("HOME");
        for (LivePeer live : peers) {
            Peer peer = live.peer();
            table.row(
                    peer.name().value(),
                    live.status().wireName(),
                    peer.agentType().wireName(),
                    Shown.path(peer.projectPath(), home),
                    peer.gitBranch().orElse(""),
                    peer.summary(),
                    peer.id().value());
            if (live.status() != PeerStatus.ACTIVE) table.dimLastRow();
            for (String subagent : live.subagentsShown()) table.row("  " + subagent, "", "", "", "", "", "");
        }
        call.print(table.text());
        return CommandLine.OK;
    }

    private static PeerQuery query(Invocation call) {
        return near(call, call.arguments().value(SCOPE));
    }

    /** Those near the directory that the person is in; the person is in no list. */
    static PeerQuery near(Invocation call, String scopeName) {
        if (scopeName == null) return PeerQuery.EVERYONE;
        PeerScope scope = InvalidInput.oneOf("scope", scopeName, PeerScope.class);
        Path here = call.terminal().directory();
        Optional<String> gitRoot = scope == PeerScope.REPO ? Optional.of(gitRoot(here)) : Optional.empty();
        return new PeerQuery(scope, Optional.empty(), Optional.of(here.toString()), gitRoot, Optional.empty());
    }

    private static String gitRoot(Path directory) {
        for (Path at = directory; at != null; at = at.getParent())
            if (Files.exists(at.resolve(".git"))) return at.toString();
        throw new InvalidInput("scope", "must not be repo here: " + directory + " is in no git repository");
    }
}
