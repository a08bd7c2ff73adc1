package mesh.adapter.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import mesh.domain.InvalidInput;
import mesh.domain.Uuids;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.peer.PeerId;
import mesh.port.in.Messaging;

/** Reading messages and saying what became of them. */
public final class InboxJson {
    /** Most ids that one call acknowledges. */
    static final int MAX_IDS = 1_000;

    private InboxJson() {}

    /** @param wait zero for an answer at once */
    public static void writeQuery(JsonWriter out, InboxQuery query, Duration wait) {
        out.field("peerId", query.peer().value())
                .field("filter", query.filter())
                .field("from", query.from().map(PeerId::value))
                .field("limit", query.limit())
                .field("peek", query.peek())
                .field("waitMs", wait.toMillis());
    }

    public static InboxQuery readQuery(JsonObject body) {
        return new InboxQuery(
                PeerJson.id(body, "peerId"),
                body.oneOf("filter", InboxQuery.Filter.class, InboxQuery.Filter.UNREAD),
                PeerJson.optId(body, "from"),
                body.integer("limit", InboxQuery.DEFAULT_LIMIT, 1, InboxQuery.MAX_LIMIT),
                body.bool("peek"));
    }

    static Duration readWait(JsonObject body) {
        return Duration.ofMillis(body.integer("waitMs", 0, 0, (int) Messaging.MAX_WAIT.toMillis()));
    }

    public static Answer answer(Inbox inbox) {
        return answer(inbox, MessageJson::write);
    }

    static Answer answer(Inbox inbox, BiConsumer<JsonWriter, Message> form) {
        JsonWriter out = Answer.begin().array("messages");
        for (Message message : inbox.messages()) form.accept(out, message);
        return Answer.of(out.endArray().field("remaining", inbox.remaining()));
    }

    public static Inbox read(JsonObject answer) {
        List<Message> messages = new ArrayList<>();
        for (JsonObject message : answer.objects("messages")) messages.add(MessageJson.read(message));
        return new Inbox(messages, Math.toIntExact(answer.integer("remaining")));
    }

    public static void writeAck(JsonWriter out, PeerId peer, Collection<MessageId> ids, Delivery state) {
        out.field("peerId", peer.value()).array("ids");
        for (MessageId id : ids) out.value(id.value());
        out.endArray().field("state", state);
    }

    static List<MessageId> readIds(JsonObject body) {
        if (!body.has("ids")) throw new InvalidInput("ids", "is required");
        List<String> texts = body.strings("ids");
        if (texts.size() > MAX_IDS)
            throw new InvalidInput("ids", "must hold at most " + MAX_IDS + " ids, it holds " + texts.size());
        List<MessageId> ids = new ArrayList<>(texts.size());
        for (String text : texts) ids.add(id("ids", text));
        return ids;
    }

    static Delivery readState(JsonObject body) {
        Delivery state = InvalidInput.oneOf("state", body.string("state"), Delivery.class);
        if (state != Delivery.DELIVERED && state != Delivery.READ)
            throw new InvalidInput("state", "must be delivered or read; it is \"" + state.wireName() + "\"");
        return state;
    }

    static Optional<MessageId> optId(JsonObject body, String field) {
        return body.optString(field).map(text -> id(field, text));
    }

    static MessageId id(String field, String text) {
        return new MessageId(Uuids.check(field, text));
    }
}
