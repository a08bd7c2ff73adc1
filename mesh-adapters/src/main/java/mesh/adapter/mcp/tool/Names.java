package mesh.adapter.mcp.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mesh.domain.Refusal;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerNames;
import mesh.domain.peer.PeerQuery;

/** Names for ids and ids for names, as of one call. Not safe for use by several threads. */
public final class Names {
    private static final int SHORT_ID_CHARS = 8;

    private final Agent agent;
    private Map<PeerId, String> names;

    public Names(Agent agent) {
        this.agent = agent;
    }

    /** What to call a peer: its name where it lives, else what is known. */
    public String of(PeerId id) {
        if (id.equals(PeerId.CLI)) return "cli";
        if (agent.known().filter(me -> me.id().equals(id)).isPresent())
            return agent.peer().name().value();
        String name = living().get(id);
        return name != null ? name : "peer " + id.value().substring(0, SHORT_ID_CHARS) + " (gone)";
    }

    List<String> of(List<PeerId> ids) {
        List<String> list = new ArrayList<>();
        ids.forEach(id -> list.add(of(id)));
        return list;
    }

    /** The peer that an argument names. Ids are taken as they are: their peer may have left. */
    PeerId find(String idOrName) {
        if (PeerId.isId(idOrName)) return new PeerId(idOrName);
        for (Map.Entry<PeerId, String> peer : living().entrySet())
            if (peer.getValue().equals(idOrName)) return peer.getKey();
        throw new Refusal.UnknownPeer(idOrName, PeerNames.nearest(idOrName, living().values()));
    }

    private Map<PeerId, String> living() {
        if (names == null) {
            names = new HashMap<>();
            for (LivePeer live : agent.mesh().peers().list(PeerQuery.EVERYONE))
                names.put(live.peer().id(), live.peer().name().value());
        }
        return names;
    }
}
