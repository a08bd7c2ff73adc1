package mesh.adapter.client;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.InboxJson;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.MessageJson;
import mesh.adapter.wire.SendJson;
import mesh.domain.event.Sequence;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;
import mesh.port.in.Messaging;

/** The messages of a mesh elsewhere. */
final class RemoteMessages implements Messaging {
    private final Uplink uplink;
    /** Begins keys that no other sender of the same peer's messages makes. */
    private final String keyPrefix = Long.toHexString(System.currentTimeMillis())
            .concat("-")
            .concat(Long.toHexString(ThreadLocalRandom.current().nextLong()))
            .concat("-");

    private final AtomicLong sent = new AtomicLong();

    RemoteMessages(Uplink uplink) {
        this.uplink = uplink;
    }

    /** Gives each message a key, so that sending it again over the next link makes one message. */
    @Override
    public SendOutcome send(SendMessage request) {
        SendMessage keyed = request.idempotencyKey().isPresent() ? request : withKey(request);
        JsonObject answer = uplink.call(Call.repeatable("send", request.from(), out -> SendJson.write(out, keyed)));
        return SendJson.readOutcome(request, answer);
    }

    private SendMessage withKey(SendMessage request) {
        return new SendMessage(
                request.from(),
                request.to(),
                request.payload(),
                request.type(),
                request.replyTo(),
                Optional.of(keyPrefix + sent.incrementAndGet()));
    }

    /** What marks messages as read is not repeated when a link ends: it would pass over those that were on their way. */
    @Override
    public Inbox read(InboxQuery query) {
        return InboxJson.read(uplink.ask(new Call(
                "messages",
                Optional.of(query.peer()),
                Optional.empty(),
                changesNothing(query),
                out -> InboxJson.writeQuery(out, query, Duration.ZERO))));
    }

    private static boolean changesNothing(InboxQuery query) {
        return query.peek() || query.filter() == InboxQuery.Filter.SENT;
    }

    /** Waits without marking anything, so that the wait outlives a link, and then reads. */
    @Override
    public CompletableFuture<Inbox> await(InboxQuery query, Duration wait) {
        MaxWait.check(wait, MAX_WAIT);
        Inbox now = read(query);
        if (wait.isZero() || !now.messages().isEmpty() || query.filter() != InboxQuery.Filter.UNREAD)
            return CompletableFuture.completedFuture(now);
        InboxQuery peek = new InboxQuery(query.peer(), query.filter(), query.from(), query.limit(), true);
        MaxWait left = new MaxWait(wait);
        Call call = Call.repeatable("messages", query.peer(), out -> InboxJson.writeQuery(out, peek, left.remaining()));
        return new Waiting<Inbox>() {
            @Override
            Inbox outcome(JsonObject answer) {
                if (!answer.bool("ok")) throw ErrorJson.read(answer);
                Inbox seen = InboxJson.read(answer);
                if (query.peek() || seen.messages().isEmpty()) return seen;
                if (isGivenUp()) throw new CancellationException();
                return read(query);
            }
        }.start(uplink, call, wait);
    }

    @Override
    public int acknowledge(PeerId peer, Collection<MessageId> ids, Delivery state) {
        JsonObject answer =
                uplink.ask(Call.repeatable("messages/ack", peer, out -> InboxJson.writeAck(out, peer, ids, state)));
        return Math.toIntExact(answer.integer("updated"));
    }

    @Override
    public void deliveredUpTo(PeerId peer, Sequence seq) {
        uplink.ask(Call.repeatable(
                "messages/ack", peer, out -> out.field("peerId", peer.value()).field("upTo", seq.value())));
    }

    @Override
    public int unread(PeerId peer) {
        JsonObject answer = uplink.ask(Call.repeatable("heartbeat", peer, out -> out.field("peerId", peer.value())));
        return Math.toIntExact(answer.integer("unread"));
    }

    @Override
    public Optional<Message> find(PeerId asker, MessageId id) {
        return uplink.ask(Call.repeatable(
                        "message",
                        asker,
                        out -> out.field("peerId", asker.value()).field("messageId", id.value())))
                .optObject("message")
                .map(MessageJson::read);
    }
}
