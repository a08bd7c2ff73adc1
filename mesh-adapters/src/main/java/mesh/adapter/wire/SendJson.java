package mesh.adapter.wire;

import java.util.ArrayList;
import java.util.List;
import mesh.domain.InvalidInput;
import mesh.domain.event.Sequence;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;

/** Sending: the wish and what it came to. An answer never repeats the payload, which may be long. */
public final class SendJson {
    private SendJson() {}

    public static void write(JsonWriter out, SendMessage request) {
        out.field("fromPeer", request.from().value())
                .field("toPeer", request.to().text())
                .field("payload", request.payload())
                .field("type", request.type())
                .field("replyTo", request.replyTo().map(MessageId::value))
                .field("idempotencyKey", request.idempotencyKey());
    }

    public static SendMessage read(JsonObject body) {
        return new SendMessage(
                PeerJson.id(body, "fromPeer"),
                Recipient.parse(body.string("toPeer")),
                body.string("payload"),
                body.oneOf("type", MessageType.class, MessageType.TEXT),
                InboxJson.optId(body, "replyTo"),
                body.optString("idempotencyKey"));
    }

    public static Answer answer(SendOutcome outcome) {
        return outcome.match(SendJson::sent, SendJson::unknown);
    }

    private static Answer sent(SendOutcome.Sent sent) {
        JsonWriter out = Answer.begin();
        if (sent.broadcast()) writeMany(out, sent.messages());
        else writeOne(out, sent.messages().get(0));
        return Answer.of(out);
    }

    private static void writeOne(JsonWriter out, Message message) {
        out.field("messageId", message.id().value())
                .field("seq", message.seq().value())
                .field("delivery", message.delivery())
                .field("toPeer", message.toPeer().value())
                .field("createdAt", message.createdAt())
                .field("deliveredAt", message.deliveredAt())
                .field("readAt", message.readAt())
                .field("expiredAt", message.expiredAt());
    }

    /** Three arrays in the same order, since a broadcast may reach many. */
    private static void writeMany(JsonWriter out, List<Message> messages) {
        out.array("messageIds");
        for (Message message : messages) out.value(message.id().value());
        out.endArray().array("recipients");
        for (Message message : messages) out.value(message.toPeer().value());
        out.endArray().array("seqs");
        for (Message message : messages) out.value(message.seq().value());
        out.endArray();
        if (!messages.isEmpty()) out.field("createdAt", messages.get(0).createdAt());
    }

    private static Answer unknown(SendOutcome.UnknownRecipient unknown) {
        return ErrorJson.unknownRecipient(unknown);
    }

    /**
     * Rebuilds what sending {@code request} came to. For a broadcast that was a retry, the states are those at the first
     * attempt: all queued.
     *
     * @throws RuntimeException what the answer says, when it is a failure of another kind
     */
    public static SendOutcome readOutcome(SendMessage request, JsonObject answer) {
        if (answer.bool("ok"))
            return answer.has("messageIds")
                    ? new SendOutcome.Sent(readMany(request, answer), true)
                    : new SendOutcome.Sent(List.of(readOne(request, answer)), false);
        if (ErrorCode.UNKNOWN_PEER.isIn(answer) && answer.has("toPeer"))
            return new SendOutcome.UnknownRecipient(answer.string("toPeer"), answer.strings("suggestions"));
        throw ErrorJson.read(answer);
    }

    private static Message readOne(SendMessage request, JsonObject answer) {
        return new Message(
                new MessageId(answer.string("messageId")),
                new Sequence(answer.integer("seq")),
                request.from(),
                new PeerId(answer.string("toPeer")),
                request.type(),
                request.payload(),
                request.replyTo(),
                answer.instant("createdAt"),
                answer.optInstant("deliveredAt"),
                answer.optInstant("readAt"),
                answer.optInstant("expiredAt"));
    }

    private static List<Message> readMany(SendMessage request, JsonObject answer) {
        List<String> ids = answer.strings("messageIds");
        List<String> recipients = answer.strings("recipients");
        List<Long> seqs = answer.integers("seqs");
        if (ids.size() != recipients.size() || ids.size() != seqs.size())
            throw new InvalidInput("messageIds", "must be as many as recipients and seqs");
        List<Message> messages = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++)
            messages.add(Message.of(
                    request,
                    new PeerId(recipients.get(i)),
                    new MessageId(ids.get(i)),
                    new Sequence(seqs.get(i)),
                    answer.instant("createdAt")));
        return messages;
    }
}
