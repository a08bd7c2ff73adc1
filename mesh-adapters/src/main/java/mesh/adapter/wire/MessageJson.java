package mesh.adapter.wire;

import mesh.domain.event.Sequence;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.peer.PeerId;

/** Messages as their two peers see them. */
public final class MessageJson {
    private MessageJson() {}

    public static void write(JsonWriter out, Message message) {
        out.object();
        writeFields(out, message);
        out.end();
    }

    static void writeFields(JsonWriter out, Message message) {
        out.field("id", message.id().value())
                .field("seq", message.seq().value())
                .field("fromPeer", message.fromPeer().value())
                .field("toPeer", message.toPeer().value())
                .field("type", message.type())
                .field("payload", message.payload())
                .field("replyTo", message.replyTo().map(MessageId::value))
                .field("createdAt", message.createdAt())
                .field("deliveredAt", message.deliveredAt())
                .field("readAt", message.readAt())
                .field("expiredAt", message.expiredAt())
                .field("delivery", message.delivery())
                .field("delivered", message.deliveredAt().isPresent()); // for clients of the older API
    }

    public static Message read(JsonObject json) {
        return new Message(
                new MessageId(json.string("id")),
                new Sequence(json.integer("seq")),
                new PeerId(json.string("fromPeer")),
                new PeerId(json.string("toPeer")),
                json.oneOf("type", MessageType.class, MessageType.TEXT),
                json.string("payload"),
                json.optString("replyTo").map(MessageId::new),
                json.instant("createdAt"),
                json.optInstant("deliveredAt"),
                json.optInstant("readAt"),
                json.optInstant("expiredAt"));
    }
}
