package mesh.port.in;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.domain.event.Sequence;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;

/** What peers say to each other. */
public interface Messaging {
    /** Longest wait for a message. */
    Duration MAX_WAIT = Duration.ofSeconds(50);

    /** Sends; once this returns, the message is on disk. */
    SendOutcome send(SendMessage request);

    /**
     * Reads. Without {@code peek} what is returned is marked as read. The answer holds fewer messages than the limit
     * when their text would exceed {@value #MAX_ANSWER_BYTES} bytes.
     */
    Inbox read(InboxQuery query);

    int MAX_ANSWER_BYTES = 512 * 1024;

    /**
     * Reads as soon as there is something, or returns an empty inbox after {@code wait} (0 to 50 s). Cancelling the
     * future ends the wait and marks nothing.
     */
    CompletableFuture<Inbox> await(InboxQuery query, Duration wait);

    /**
     * Says what became of messages: {@code DELIVERED} or {@code READ}. Foreign and unknown ids are passed over.
     *
     * @return how many changed
     */
    int acknowledge(PeerId peer, Collection<MessageId> ids, Delivery state);

    /** Says that the peer's client has everything up to {@code seq}. May become durable a little later. */
    void deliveredUpTo(PeerId peer, Sequence seq);

    /** How many messages the peer has not read. */
    int unread(PeerId peer);

    /** One message, where {@code asker} sent or received it. */
    Optional<Message> find(PeerId asker, MessageId id);
}
