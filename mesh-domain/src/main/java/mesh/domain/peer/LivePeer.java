package mesh.domain.peer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import mesh.domain.InvalidInput;

/** A peer as it is shown: with its status at the time of asking, and the helpers that work as it. */
public record LivePeer(Peer peer, PeerStatus status, List<SubagentName> subagents) {
    public LivePeer {
        requireNonNull(peer);
        requireNonNull(status);
        subagents = checkSubagents(subagents);
    }

    /** A peer that works alone. */
    public LivePeer(Peer peer, PeerStatus status) {
        this(peer, status, List.of());
    }

    /** The helpers as they are shown: {@code amber-otter/reviewer}. */
    public List<String> subagentsShown() {
        return subagents.stream().map(each -> peer.name() + "/" + each).toList();
    }

    public static List<SubagentName> checkSubagents(List<SubagentName> subagents) {
        if (subagents.size() > SubagentName.MAX_PER_PEER)
            throw new InvalidInput(
                    "subagents",
                    "must hold at most " + SubagentName.MAX_PER_PEER + " names, it holds " + subagents.size());
        return List.copyOf(subagents);
    }
}
