package mesh.port.out;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.message.Message;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.state.StateEntry;

/** A look at the store that sees its own changes, and the changes. */
public interface StoreTransaction extends StoreView {
    @Override
    Peers peers();

    @Override
    Messages messages();

    @Override
    State state();

    @Override
    Locks locks();

    @Override
    Events events();

    /** The next place in the order of everything; each is given once, also across restarts. */
    Sequence nextSequence();

    /** Greater than every token before, also across restarts. */
    FencingToken nextToken();

    /** Replaces what is known of the clock: at most a few dozen marks, and seldom. */
    void saveClockMarks(List<ClockMark> marks);

    interface Peers extends StoreView.Peers {
        /** Inserts or replaces by id. */
        void save(Peer peer);

        /** Forgets the peer and its subscription. */
        void remove(PeerId id);

        /** Forgets peers that left before {@code time}, at most {@code limit}. @return how many */
        int removeLeftBefore(Instant time, int limit);
    }

    interface Messages extends StoreView.Messages {
        /** Adds a message; its listener hears of it after the commit. */
        void append(Message message, Optional<String> idempotencyKey);

        /** Stores the times and the text of a message that is there. */
        void update(Message message);

        /**
         * Marks what was sent to the peer up to {@code seq} as delivered, where it is not yet; once {@code limit} of
         * them are marked, some may be left, and somewhat more than that may be marked.
         *
         * @return how many
         */
        int deliverUpTo(PeerId to, Sequence seq, Instant at, int limit);

        /** Forgets messages that were read before {@code time}, at most {@code limit}. @return how many */
        int removeReadBefore(Instant time, int limit);

        /** Expires unread messages from before {@code time} and blanks their text, at most {@code limit}. @return how many */
        int expireUnreadBefore(Instant time, Instant now, int limit);

        /** Forgets messages that expired before {@code time}, at most {@code limit}. @return how many */
        int removeExpiredBefore(Instant time, int limit);
    }

    interface State extends StoreView.State {
        /** Inserts or replaces by key. */
        void save(StateEntry entry);

        /** Forgets tombstones from before {@code time}, at most {@code limit}. @return how many */
        int removeTombstonesBefore(Instant time, int limit);
    }

    interface Locks extends StoreView.Locks {
        /** Inserts, or replaces the lease with the same token. */
        void save(FileLock lock);

        /** Removes the lease with this token, if it is there. */
        void remove(FencingToken token);

        /** Moves every lease in time: the broker's clock was set by {@code shift}. */
        void shift(Duration shift);
    }

    interface Events extends StoreView.Events {
        /** Adds an event; its listener hears of it after the commit. */
        void append(MeshEvent event);

        /** Replaces the peer's subscription; {@link Subscription#NONE} removes it. */
        void saveSubscription(PeerId peer, Subscription subscription);

        /** Forgets events from before {@code time}, at most {@code limit}. @return how many */
        int removeBefore(Instant time, int limit);
    }
}
