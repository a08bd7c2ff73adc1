package mesh.adapter.link;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mesh.domain.peer.PeerId;

/** Which link each peer has: one at most, the newest. Safe for use by many threads. */
public final class LinkRegistry {
    private final Map<PeerId, LinkSession> links = new ConcurrentHashMap<>();

    LinkRegistry() {}

    /** Whether the peer hears of things by a link, so that nobody need tell it otherwise. */
    public boolean isLinked(PeerId peer) {
        return links.containsKey(peer);
    }

    /** Makes {@code link} the peer's. @return the one that it replaces */
    Optional<LinkSession> claim(PeerId peer, LinkSession link) {
        return Optional.ofNullable(links.put(peer, link)).filter(older -> older != link);
    }

    /** Forgets the peer's link, if it is this one still. @return whether it was */
    boolean release(PeerId peer, LinkSession link) {
        return links.remove(peer, link);
    }
}
