package mesh.adapter.client;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mesh.adapter.link.Bye;
import mesh.domain.peer.PeerId;
import mesh.port.in.MeshUnavailable;

/** The follows of one uplink: at most one of a peer, and any of events. Safe for use by many threads. */
final class Follows {
    private final Uplink uplink;
    private final List<Follow> all = new CopyOnWriteArrayList<>();

    Follows(Uplink uplink) {
        this.uplink = uplink;
    }

    void add(Follow follow) {
        all.add(follow);
        follow.start();
    }

    void remove(Follow follow) {
        all.remove(follow);
    }

    Optional<PeerFollow> ofPeer() {
        for (Follow follow : all) if (follow instanceof PeerFollow of) return Optional.of(of);
        return Optional.empty();
    }

    /** Whether there is something for which a link must be there. */
    boolean areWanted() {
        for (Follow follow : all) if (!isReplaced(follow)) return true;
        return false;
    }

    private static boolean isReplaced(Follow follow) {
        return follow instanceof PeerFollow of && of.isReplaced();
    }

    /** Notes that another client has the peer's pushes now. */
    void replaced() {
        ofPeer().ifPresent(PeerFollow::replaced);
    }

    /** Takes all up on a new link. @param asked whether somebody wants something of it, and so the peer's pushes back */
    void beginAll(Link on, boolean asked) throws IOException {
        for (Follow follow : all) if (asked || !isReplaced(follow)) begin(follow, on);
    }

    /** Takes the peer's up that another client had taken over. */
    void wake(Link on) throws IOException {
        for (Follow follow : all) if (isReplaced(follow)) begin(follow, on);
    }

    boolean needWaking() {
        for (Follow follow : all) if (isReplaced(follow)) return true;
        return false;
    }

    /** Takes the peer's up after it was registered again. */
    void beginOf(PeerId peer, Link on) throws IOException {
        for (Follow follow : all)
            if (follow instanceof PeerFollow of && of.peer().equals(peer)) begin(follow, on);
    }

    private void begin(Follow follow, Link on) throws IOException {
        try {
            follow.begin(on);
        } catch (LinkEnded e) {
            if (e.says(Bye.UNKNOWN_PEER) || e.says(Bye.FORBIDDEN)) giveUp(follow, e);
            throw e;
        } catch (MeshUnavailable e) {
            throw new IOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            giveUp(follow, e);
        }
    }

    private void giveUp(Follow follow, Exception why) {
        ClientLog.LOG.log(Level.WARNING, "What was followed cannot be followed any more: " + why.getMessage());
        remove(follow);
        follow.end();
    }

    /** Begins a follow again on the link there is; a next link does so by itself. */
    void resume(Follow follow) {
        Optional<Link> on = uplink.link();
        if (on.isEmpty()) return;
        try {
            begin(follow, on.get());
        } catch (IOException e) {
            ClientLog.LOG.log(Level.DEBUG, "The link ended while a follow was resumed", e);
            on.get().close();
        }
    }

    void end() {
        for (Follow follow : all) follow.end();
    }
}
