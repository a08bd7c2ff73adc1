package mesh.domain.message;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;

/** What one peer said to one other; a broadcast is one of these for each recipient. */
public record Message(
        MessageId id,
        Sequence seq,
        PeerId fromPeer,
        PeerId toPeer,
        MessageType type,
        String payload,
        Optional<MessageId> replyTo,
        Instant createdAt,
        Optional<Instant> deliveredAt,
        Optional<Instant> readAt,
        Optional<Instant> expiredAt) {
    public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    public Message {
        requireNonNull(id);
        requireNonNull(seq);
        requireNonNull(fromPeer);
        requireNonNull(toPeer);
        requireNonNull(type);
        requireNonNull(payload);
        requireNonNull(replyTo);
        requireNonNull(createdAt);
        requireNonNull(deliveredAt);
        requireNonNull(readAt);
        requireNonNull(expiredAt);
    }

    /** One recipient's copy of what was sent, at the moment of sending. */
    public static Message of(SendMessage request, PeerId to, MessageId id, Sequence seq, Instant now) {
        return new Message(
                id,
                seq,
                request.from(),
                to,
                request.type(),
                request.payload(),
                request.replyTo(),
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Delivery delivery() {
        if (readAt.isPresent()) return Delivery.READ;
        if (expiredAt.isPresent()) return Delivery.EXPIRED;
        return deliveredAt.isPresent() ? Delivery.DELIVERED : Delivery.QUEUED;
    }

    public Message delivered(Instant at) {
        return with(deliveredAt.or(() -> Optional.of(at)), readAt, expiredAt, payload);
    }

    /** Read implies delivered. */
    public Message read(Instant at) {
        return with(deliveredAt.or(() -> Optional.of(at)), readAt.or(() -> Optional.of(at)), expiredAt, payload);
    }

    /** Unread for too long: what remains tells the sender so, without the text. */
    public Message expired(Instant at) {
        return with(deliveredAt, readAt, Optional.of(at), "");
    }

    private Message with(Optional<Instant> delivered, Optional<Instant> read, Optional<Instant> expired, String text) {
        return new Message(id, seq, fromPeer, toPeer, type, text, replyTo, createdAt, delivered, read, expired);
    }
}
