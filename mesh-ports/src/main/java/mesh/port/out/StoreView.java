package mesh.port.out;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.LockPath;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;

/** A consistent look at the store. Valid inside the call that gave it, for that thread alone. */
public interface StoreView {
    Peers peers();

    Messages messages();

    State state();

    Locks locks();

    Events events();

    /** Sequence of the newest message or event; {@link Sequence#START} when there was none. */
    Sequence latest();

    /** Peers, living and left. */
    interface Peers {
        Optional<Peer> find(PeerId id);

        /** Among the living. */
        Optional<Peer> named(PeerName name);

        /** Living or left. */
        Optional<Peer> ofSession(String sessionKey);

        /** By name. */
        List<Peer> living();
    }

    /** One row for each recipient of a message. */
    interface Messages {
        Optional<Message> find(MessageId id);

        /** Unread and not expired, oldest first. */
        List<Message> unread(PeerId to, Optional<PeerId> from, int limit);

        /** Received and not expired, newest first. */
        List<Message> received(PeerId to, Optional<PeerId> from, int limit);

        /** Newest first, expired ones too. */
        List<Message> sent(PeerId from, int limit);

        int countUnread(PeerId to);

        /** What the sender made of this key before, in sequence order. */
        List<Message> withKey(PeerId from, String idempotencyKey);

        /** To the peer, neither read nor expired, after {@code seq}, oldest first. */
        List<Message> after(PeerId to, Sequence seq, int limit);

        /** All messages; does not get slower as they grow. */
        long count();

        /** Those that are neither delivered, read nor expired; does not get slower as they grow. */
        long countUndelivered();
    }

    /** Entries and tombstones. */
    interface State {
        /** Tombstones too. */
        Optional<StateEntry> find(StateKey key);

        /** No tombstones; by key. */
        List<StateEntry> list(StateQuery query);
    }

    /** Leases, expired ones too until they are removed. */
    interface Locks {
        /** At least every lease whose path overlaps; may hold others. */
        List<FileLock> overlapping(LockPath path);

        List<FileLock> heldBy(PeerId holder);

        int countHeldBy(PeerId holder);

        /** By path. */
        List<FileLock> all();

        /** At least every lease that has expired at {@code now}; may hold others. */
        List<FileLock> expired(Instant now);
    }

    /** Events and the peers' subscriptions. */
    interface Events {
        /** Oldest first; see {@link EventQuery} for which. */
        List<MeshEvent> read(EventQuery query);

        /** {@link Subscription#NONE} for who has none. */
        Subscription subscription(PeerId peer);

        /** All events; does not get slower as they grow. */
        long count();
    }
}
