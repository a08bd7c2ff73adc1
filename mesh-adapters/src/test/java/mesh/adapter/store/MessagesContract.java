package mesh.adapter.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.event.Sequence;
import mesh.domain.message.Delivery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageType;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreView;
import org.junit.jupiter.api.Test;

/** Messages, inboxes and what became of messages. */
public abstract class MessagesContract extends MeshStoreContract {
    private static final Optional<PeerId> ANYBODY = Optional.empty();
    private static final PeerId BOB = Sample.peerId(2);

    @Test
    void everyFieldComesBack() {
        List<Message> messages = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            String text = "<" + "\u00e4\u20ac\ud83e\udda6\0\n\"".repeat(type.ordinal() * 500) + ">";
            messages.add(store.write(tx -> {
                Sequence seq = tx.nextSequence();
                Message message = new Message(
                        Sample.messageId(seq.value()),
                        seq,
                        PeerId.CLI,
                        BOB,
                        type,
                        text,
                        Optional.of(Sample.messageId(77)),
                        Sample.START,
                        type == MessageType.TEXT ? Optional.empty() : Optional.of(Sample.at(1)),
                        type == MessageType.ALERT ? Optional.of(Sample.at(2)) : Optional.empty(),
                        type == MessageType.COMMAND ? Optional.of(Sample.at(3)) : Optional.empty());
                tx.messages().append(message, Optional.empty());
                return message;
            }));
        }
        for (Message message : messages) assertEquals(Optional.of(message), find(message));
        assertEquals(Optional.empty(), store.read(view -> view.messages().find(Sample.messageId(99))));
    }

    private Optional<Message> find(Message message) {
        return store.read(view -> view.messages().find(message.id()));
    }

    private List<Long> unread(Optional<PeerId> from, int limit) {
        return seqs(store.read(view -> view.messages().unread(BOB, from, limit)));
    }

    private List<Long> received(Optional<PeerId> from, int limit) {
        return seqs(store.read(view -> view.messages().received(BOB, from, limit)));
    }

    private List<Long> after(long seq, int limit) {
        return seqs(store.read(view -> view.messages().after(BOB, new Sequence(seq), limit)));
    }

    private void mark(long seq, Delivery delivery) {
        write(tx -> {
            Message message = tx.messages().find(Sample.messageId(seq)).orElseThrow();
            tx.messages()
                    .update(
                            switch (delivery) {
                                case QUEUED -> message;
                                case DELIVERED -> message.delivered(Sample.at(seq));
                                case READ -> message.read(Sample.at(seq));
                                case EXPIRED -> message.expired(Sample.at(seq));
                            });
        });
    }

    private void assertCounts(long all, long undelivered, int unread) {
        store.read(view -> {
            assertEquals(all, view.messages().count());
            assertEquals(undelivered, view.messages().countUndelivered());
            assertEquals(unread, view.messages().countUnread(BOB));
            return null;
        });
    }

    @Test
    void unreadIsOldestFirstWhateverWasDelivered() {
        for (int i = 0; i < 6; i++) send(i % 2 == 0 ? 1 : 3, 2);
        send(1, 4);
        mark(2, Delivery.DELIVERED);
        mark(5, Delivery.DELIVERED);
        mark(3, Delivery.READ);
        mark(6, Delivery.EXPIRED);

        assertEquals(List.of(1L, 2L, 4L, 5L), unread(ANYBODY, 9));
        assertEquals(List.of(1L, 2L), unread(ANYBODY, 2));
        assertEquals(List.of(1L, 5L), unread(Optional.of(Sample.peerId(1)), 9));
        assertEquals(List.of(), unread(Optional.of(Sample.peerId(9)), 9));
        assertCounts(7, 3, 4);
    }

    @Test
    void receivedIsNewestFirstWithoutWhatExpired() {
        for (int i = 0; i < 6; i++) send(i % 2 == 0 ? 1 : 3, 2);
        mark(2, Delivery.DELIVERED);
        mark(3, Delivery.READ);
        mark(5, Delivery.READ);
        mark(6, Delivery.EXPIRED);

        assertEquals(List.of(5L, 4L, 3L, 2L, 1L), received(ANYBODY, 9));
        assertEquals(List.of(5L, 4L), received(ANYBODY, 2));
        assertEquals(List.of(5L, 3L, 1L), received(Optional.of(Sample.peerId(1)), 9));
    }

    @Test
    void sentIsNewestFirstWithWhatExpired() {
        send(1, 2);
        send(1, 3);
        send(3, 2);
        mark(1, Delivery.EXPIRED);
        mark(2, Delivery.READ);

        assertEquals(List.of(2L, 1L), seqs(store.read(view -> view.messages().sent(Sample.peerId(1), 9))));
        assertEquals(List.of(2L), seqs(store.read(view -> view.messages().sent(Sample.peerId(1), 1))));
    }

    @Test
    void whatAFollowerMissedIsWhatCameAfterAndIsNotReadYet() {
        for (int i = 0; i < 6; i++) send(1, 2);
        mark(2, Delivery.DELIVERED);
        mark(3, Delivery.READ);
        mark(4, Delivery.EXPIRED);

        assertEquals(List.of(1L, 2L, 5L, 6L), after(0, 9));
        assertEquals(List.of(2L, 5L), after(1, 2));
        assertEquals(List.of(), after(6, 9));
    }

    @Test
    void anUpdateStoresTimesAndText() {
        Message sent = send(1, 2);
        Message delivered = sent.delivered(Sample.at(1));
        Message expired = delivered.expired(Sample.at(2));

        write(tx -> tx.messages().update(delivered));
        assertEquals(Optional.of(delivered), find(sent));
        write(tx -> tx.messages().update(expired));
        assertEquals(Optional.of(expired), find(sent));
        assertCounts(1, 0, 0);
    }

    @Test
    void anUpdateOfWhatIsNotThereDoesNothing() {
        write(tx -> tx.messages().update(Sample.message(new Sequence(5), 1, 2)));

        assertCounts(0, 0, 0);
    }

    @Test
    void deliveringUpToASequenceLeavesLaterAndOthersAlone() {
        for (int i = 0; i < 4; i++) send(1, 2);
        send(1, 3);
        mark(1, Delivery.DELIVERED);
        mark(2, Delivery.READ);
        Instant at = Sample.at(50);

        assertEquals(1, changed(tx -> tx.messages().deliverUpTo(BOB, new Sequence(3), at, 9)));
        assertEquals(0, changed(tx -> tx.messages().deliverUpTo(BOB, new Sequence(3), at.plusSeconds(1), 9)));

        store.read(view -> {
            assertEquals(Optional.of(Sample.at(1)), deliveredAt(view, 1));
            assertEquals(Optional.of(at), deliveredAt(view, 3));
            assertEquals(Optional.empty(), deliveredAt(view, 4));
            assertEquals(Optional.empty(), deliveredAt(view, 5));
            return null;
        });
        assertEquals(List.of(1L, 3L, 4L), unread(ANYBODY, 9));
        assertCounts(5, 2, 3);
    }

    private static Optional<Instant> deliveredAt(StoreView view, long seq) {
        return view.messages().find(Sample.messageId(seq)).orElseThrow().deliveredAt();
    }

    @Test
    void anIdempotencyKeyFindsWhatItsSenderMadeOfIt() {
        write(tx -> {
            for (int to = 5; to < 8; to++)
                tx.messages().append(Sample.message(tx.nextSequence(), 1, to), Optional.of("key"));
            tx.messages().append(Sample.message(tx.nextSequence(), 2, 5), Optional.of("key"));
            tx.messages().append(Sample.message(tx.nextSequence(), 1, 5), Optional.of("other"));
        });
        mark(2, Delivery.READ);

        assertEquals(
                List.of(1L, 2L, 3L), seqs(store.read(view -> view.messages().withKey(Sample.peerId(1), "key"))));
        assertEquals(List.of(), seqs(store.read(view -> view.messages().withKey(Sample.peerId(3), "key"))));
    }

    @Test
    void theTerminalHasAnInbox() {
        Message sent = store.write(tx -> {
            Message message = Sample.message(tx.nextSequence(), Sample.peerId(1), PeerId.CLI, Sample.START);
            tx.messages().append(message, Optional.empty());
            return message;
        });

        assertEquals(List.of(sent), store.read(view -> view.messages().unread(PeerId.CLI, ANYBODY, 9)));
        assertEquals(1, counted(view -> view.messages().countUnread(PeerId.CLI)));
    }

    @Test
    void whatWasReadLongAgoIsForgottenAFewAtATime() {
        for (int i = 1; i <= 6; i++) {
            send(1, 2);
            if (i != 2) mark(i, Delivery.READ);
        }

        assertEquals(2, changed(tx -> tx.messages().removeReadBefore(Sample.at(5), 2)));
        assertEquals(1, changed(tx -> tx.messages().removeReadBefore(Sample.at(5), 2)));
        assertEquals(0, changed(tx -> tx.messages().removeReadBefore(Sample.at(5), 2)));

        assertEquals(List.of(6L, 5L, 2L), received(ANYBODY, 9));
        assertEquals(
                List.of(6L, 5L, 2L), seqs(store.read(view -> view.messages().sent(Sample.peerId(1), 9))));
        assertCounts(3, 1, 1);
    }

    @Test
    void whatNobodyReadExpiresAndLosesItsText() {
        for (int i = 1; i <= 5; i++) send(1, i % 2 == 0 ? 2 : 3);
        mark(2, Delivery.DELIVERED);
        mark(1, Delivery.READ);
        Instant now = Sample.at(1_000);

        assertEquals(2, changed(tx -> tx.messages().expireUnreadBefore(Sample.at(5), now, 2)));
        assertEquals(1, changed(tx -> tx.messages().expireUnreadBefore(Sample.at(5), now, 2)));
        assertEquals(0, changed(tx -> tx.messages().expireUnreadBefore(Sample.at(5), now, 2)));

        for (long seq = 2; seq <= 4; seq++) {
            Message expired = store.read(view -> view.messages().sent(Sample.peerId(1), 9))
                    .get((int) (5 - seq));
            assertEquals(Delivery.EXPIRED, expired.delivery());
            assertEquals(Optional.of(now), expired.expiredAt());
            assertEquals("", expired.payload());
        }
        assertCounts(5, 1, 0);
        assertEquals(1, counted(view -> view.messages().countUnread(Sample.peerId(3))));
    }

    @Test
    void whatExpiredLongAgoIsForgotten() {
        for (int i = 1; i <= 4; i++) send(1, 2);
        for (int i = 1; i <= 3; i++) mark(i, Delivery.EXPIRED);

        assertEquals(1, changed(tx -> tx.messages().removeExpiredBefore(Sample.at(3), 1)));
        assertEquals(1, changed(tx -> tx.messages().removeExpiredBefore(Sample.at(3), 9)));

        assertCounts(2, 1, 1);
        assertTrue(store.read(view -> view.messages().find(Sample.messageId(3))).isPresent());
    }

    @Test
    void sequencesGoOnAfterTheNewestWasForgotten() {
        send(1, 2);
        mark(1, Delivery.READ);
        write(tx -> tx.messages().removeReadBefore(Sample.at(100), 9));

        assertEquals(new Sequence(1), store.read(StoreView::latest));
        assertEquals(2, send(1, 2).seq().value());
    }

    @Test
    void textOfTheGreatestSizeIsKept() {
        String text = "\ud83e\udda6".repeat(Message.MAX_PAYLOAD_BYTES / 4);
        Message sent = Sample.message(new Sequence(1), 1, 2);
        Message long1 = new Message(
                sent.id(),
                sent.seq(),
                sent.fromPeer(),
                sent.toPeer(),
                sent.type(),
                text,
                sent.replyTo(),
                sent.createdAt(),
                sent.deliveredAt(),
                sent.readAt(),
                sent.expiredAt());
        write(tx -> tx.messages().append(long1, Optional.empty()));
        mark(1, Delivery.READ);

        assertEquals(Optional.of(long1.read(Sample.at(1))), find(sent));
    }
}
