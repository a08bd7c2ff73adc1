package mesh.adapter.client;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;

/** What concerns one peer. The link is that peer's, then. */
final class PeerFollow extends Follow {
    private final PeerId peer;
    private final Identities identities;
    /** Guards the three below; the reading thread never asks for it. */
    private final ReentrantLock turn = new ReentrantLock();

    private Link link;
    private Sequence taken;
    private boolean left;
    private volatile boolean replaced;

    PeerFollow(Follows owner, Identities identities, PeerId peer, Optional<Sequence> since, Consumer<Notice> listener) {
        super(owner, since, listener);
        this.peer = peer;
        this.identities = identities;
    }

    /** The peer, under the id that it has today. */
    PeerId peer() {
        return identities.current(peer);
    }

    /** Whether another client has this peer's pushes. */
    boolean isReplaced() {
        return replaced;
    }

    void replaced() {
        replaced = true;
    }

    @Override
    void begin(Link on) throws IOException {
        Link.await(on.hello(Optional.of(peer()), identities.token(peer()), since(), this));
        replaced = false;
        turn.lock();
        try {
            link = on;
            if (taken != null) on.acknowledge(taken); // the last link may have ended before it said so
        } finally {
            turn.unlock();
        }
    }

    /** Never after {@link #leave}: the link may be another peer's by then. */
    @Override
    void acknowledge(Sequence seq) {
        turn.lock();
        try {
            taken = seq;
            if (!left) link.acknowledge(seq);
        } finally {
            turn.unlock();
        }
    }

    @Override
    void leave() {
        turn.lock();
        try {
            left = true;
            if (link != null && link.isOpen()) link.leavePeer();
        } finally {
            turn.unlock();
        }
    }
}
