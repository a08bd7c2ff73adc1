package mesh.adapter.udspush;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import mesh.domain.InvalidInput;
import mesh.domain.Notice;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.port.in.EventFeed;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;

/**
 * Serves every peer that registered with a {@code udsPath} in the peers' folder: what concerns it is written to that
 * socket, one JSON object {@code {"type","payload","timestamp"}} a line. Nothing counts as delivered by that. Safe for
 * use by many threads.
 */
public final class PeerSocketPush implements AutoCloseable {
    /** Peers that are pushed to at one time; each holds a thread. */
    static final int MAX_PEERS = 256;

    private static final Logger LOG = System.getLogger(PeerSocketPush.class.getName());
    private static final Set<EventPattern> COMING_AND_GOING = Set.of(
            new EventPattern(EventType.PEER_JOINED.value()),
            new EventPattern(EventType.PEER_UPDATED.value()),
            new EventPattern(EventType.PEER_LEFT.value()));

    private final Mesh mesh;
    private final String host;
    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool(PeerSocketPush::daemon);
    private final Map<PeerId, PeerSocket> sockets = new HashMap<>();
    private final ReentrantLock changing = new ReentrantLock();
    private Optional<EventFeed.Following> following = Optional.empty();
    private boolean closed;

    /**
     * @param host name of this machine: a path of another one's is none here
     * @param folder the only one whose sockets are connected to
     */
    public PeerSocketPush(Mesh mesh, String host, Path folder) {
        this.mesh = requireNonNull(mesh);
        this.host = requireNonNull(host);
        this.folder = requireNonNull(folder);
    }

    /** Begins with the peers that are there, and goes on with those that come. */
    public PeerSocketPush start() {
        following = Optional.of(mesh.events().followEvents(COMING_AND_GOING, Optional.empty(), this::onEvent));
        for (LivePeer live : mesh.peers().list(PeerQuery.EVERYONE))
            look(live.peer().id());
        return this;
    }

    /** Called where commits are told of, and so hands over at once. */
    private void onEvent(Notice notice) {
        if (notice instanceof Notice.OfEvent event)
            threads.execute(() -> look(event.event().emittedBy()));
    }

    /** Does what the peer's registration says now. */
    private void look(PeerId peer) {
        try {
            Optional<String> socket = mesh.peers()
                    .find(peer)
                    .filter(live -> live.peer().host().equals(host))
                    .flatMap(live -> live.peer().udsPath());
            if (socket.isPresent()) follow(peer, socket.get());
            else forget(peer);
        } catch (MeshUnavailable e) {
            LOG.log(Level.WARNING, "Peer " + peer + " cannot be looked at for its udsPath", e);
        }
    }

    private void follow(PeerId peer, String socket) {
        try {
            begin(peer, PeerSocket.check(folder, socket));
        } catch (InvalidInput | InvalidPathException | IOException e) {
            LOG.log(Level.WARNING, "Peer " + peer + " is not pushed to: its udsPath is no socket in " + folder, e);
            forget(peer);
        }
    }

    private void begin(PeerId peer, Path path) {
        changing.lock();
        try {
            sockets.values().removeIf(PeerSocket::isClosed);
            PeerSocket before = sockets.get(peer);
            if (closed || before != null && before.path().equals(path)) return;
            if (before != null) before.close();
            if (before == null && sockets.size() >= MAX_PEERS) {
                LOG.log(Level.WARNING, "Peer {0} is not pushed to: {1} others are already", peer, MAX_PEERS);
                return;
            }
            PeerSocket socket = new PeerSocket(mesh.events(), peer, path);
            sockets.put(peer, socket);
            threads.execute(socket);
        } finally {
            changing.unlock();
        }
    }

    /** Ends the push to a peer's socket, because it left or is reached in a better way. */
    public void forget(PeerId peer) {
        changing.lock();
        try {
            PeerSocket socket = sockets.remove(peer);
            if (socket != null) socket.close();
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void close() {
        following.ifPresent(EventFeed.Following::close);
        changing.lock();
        try {
            closed = true;
            sockets.values().forEach(PeerSocket::close);
            sockets.clear();
        } finally {
            changing.unlock();
        }
        threads.shutdown();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "mesh-peer-socket");
        thread.setDaemon(true);
        return thread;
    }
}
