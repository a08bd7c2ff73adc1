package mesh.port.in;

import java.util.List;
import java.util.Optional;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.domain.peer.SubagentName;

/** Who is there. */
public interface PeerRegistry {
    /** Takes part, or comes back: a known session key gets its old peer, with mail, locks and subscriptions. */
    Registered register(Registration registration);

    /** Leaves: releases what the peer holds. Leaving twice is no error. */
    void unregister(PeerId peer);

    /** Says that the peer is there. @return its number of unread messages */
    int heartbeat(PeerId peer);

    /** The same, and says which helpers work as the peer now, in place of those said before: at most 32. */
    int heartbeat(PeerId peer, List<SubagentName> subagents);

    /** The peers that are there, by name. */
    List<LivePeer> list(PeerQuery query);

    /** Finds a living peer. {@code cli} is always there. */
    Optional<LivePeer> find(PeerId peer);

    /** Says what the peer works on, at most 2,500 characters. */
    void summarize(PeerId peer, String summary);

    /**
     * Passes if the caller may act as {@code peer} now.
     *
     * @param token what the caller showed, if anything
     * @param counted whether the call counts towards the peer's rate
     * @throws mesh.domain.Refusal.UnknownPeer when it is not registered
     * @throws mesh.domain.Refusal.Forbidden when the peer is authenticated and the token is not its own
     * @throws mesh.domain.Refusal.RateLimited when it calls too often
     */
    void admit(PeerId peer, Optional<String> token, boolean counted);

    /** A hint that the peer's process may have ended; it is looked at right away. */
    void suspect(PeerId peer);
}
