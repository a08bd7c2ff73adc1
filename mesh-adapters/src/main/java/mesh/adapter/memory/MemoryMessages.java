package mesh.adapter.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.domain.message.Delivery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreTransaction;

/** Messages by sequence. */
final class MemoryMessages implements StoreTransaction.Messages {
    private final Table<Sequence, Row> rows;
    private final Table.Index<MessageId, Sequence, Row> byId;
    private final Table.Index<PeerId, Sequence, Row> unreadTo;
    private final Table.Index<PeerId, Sequence, Row> receivedBy;
    private final Table.Index<PeerId, Sequence, Row> sentBy;
    private final Table.Index<Key, Sequence, Row> byKey;
    private final Table.Index<Delivery, Sequence, Row> byDelivery;
    private final Consumer<Notice> notices;

    private record Row(Message message, Optional<String> idempotencyKey) {
        boolean isUnread() {
            return message.readAt().isEmpty() && message.expiredAt().isEmpty();
        }
    }

    private record Key(PeerId from, String idempotencyKey) {}

    MemoryMessages(Undo undo, Consumer<Notice> notices) {
        this.notices = notices;
        rows = new Table<>(Comparator.naturalOrder(), undo);
        byId = rows.index(row -> Optional.of(row.message.id()));
        unreadTo = indexWhere(Row::isUnread, Message::toPeer);
        receivedBy = indexWhere(row -> row.message.expiredAt().isEmpty(), Message::toPeer);
        sentBy = indexWhere(row -> true, Message::fromPeer);
        byKey = rows.index(row -> row.idempotencyKey.map(key -> new Key(row.message.fromPeer(), key)));
        byDelivery = indexWhere(row -> true, Message::delivery);
    }

    private <I> Table.Index<I, Sequence, Row> indexWhere(Predicate<Row> condition, Function<Message, I> by) {
        return rows.index(row -> condition.test(row) ? Optional.of(by.apply(row.message)) : Optional.empty());
    }

    @Override
    public Optional<Message> find(MessageId id) {
        return messages(byId.of(id).values().stream()).findFirst();
    }

    @Override
    public List<Message> unread(PeerId to, Optional<PeerId> from, int limit) {
        return messages(unreadTo.of(to).values().stream())
                .filter(isFrom(from))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Message> received(PeerId to, Optional<PeerId> from, int limit) {
        return messages(receivedBy.of(to).descendingMap().values().stream())
                .filter(isFrom(from))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Message> sent(PeerId from, int limit) {
        return messages(sentBy.of(from).descendingMap().values().stream())
                .limit(limit)
                .toList();
    }

    @Override
    public int countUnread(PeerId to) {
        return unreadTo.of(to).size();
    }

    @Override
    public List<Message> withKey(PeerId from, String idempotencyKey) {
        return messages(byKey.of(new Key(from, idempotencyKey)).values().stream())
                .toList();
    }

    @Override
    public List<Message> after(PeerId to, Sequence seq, int limit) {
        return messages(unreadTo.of(to).tailMap(seq, false).values().stream())
                .limit(limit)
                .toList();
    }

    @Override
    public long count() {
        return rows.rows().size();
    }

    @Override
    public long countUndelivered() {
        return byDelivery.of(Delivery.QUEUED).size();
    }

    @Override
    public void append(Message message, Optional<String> idempotencyKey) {
        rows.put(message.seq(), new Row(message, requireNonNull(idempotencyKey)));
        notices.accept(new Notice.OfMessage(message));
    }

    @Override
    public void update(Message message) {
        rows.find(message.seq()).ifPresent(row -> rows.put(message.seq(), new Row(message, row.idempotencyKey)));
    }

    @Override
    public int deliverUpTo(PeerId to, Sequence seq, Instant at, int limit) {
        List<Message> queued = messages(unreadTo.of(to).headMap(seq, true).values().stream())
                .filter(message -> message.delivery() == Delivery.QUEUED)
                .limit(limit)
                .toList();
        queued.forEach(message -> update(message.delivered(at)));
        return queued.size();
    }

    @Override
    public int removeReadBefore(Instant time, int limit) {
        return remove(message -> isBefore(message.readAt(), time), limit);
    }

    @Override
    public int expireUnreadBefore(Instant time, Instant now, int limit) {
        List<Message> old = messages(rows.rows().values().stream().filter(Row::isUnread))
                .filter(message -> message.createdAt().isBefore(time))
                .limit(limit)
                .toList();
        old.forEach(message -> update(message.expired(now)));
        return old.size();
    }

    @Override
    public int removeExpiredBefore(Instant time, int limit) {
        return remove(message -> isBefore(message.expiredAt(), time), limit);
    }

    private int remove(Predicate<Message> condition, int limit) {
        List<Message> gone = messages(rows.rows().values().stream())
                .filter(condition)
                .limit(limit)
                .toList();
        gone.forEach(message -> rows.remove(message.seq()));
        return gone.size();
    }

    private static Stream<Message> messages(Stream<Row> found) {
        return found.map(Row::message);
    }

    private static Predicate<Message> isFrom(Optional<PeerId> from) {
        return message -> from.isEmpty() || from.get().equals(message.fromPeer());
    }

    private static boolean isBefore(Optional<Instant> time, Instant limit) {
        return time.filter(limit::isAfter).isPresent();
    }
}
