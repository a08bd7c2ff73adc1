package mesh.adapter.wire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.domain.InvalidInput;
import mesh.domain.event.Sequence;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.port.in.Messaging;

/** The calls about messages. */
final class MessageCalls {
    private static final int MESSAGES_KEPT = 2_048;

    private final Messaging messaging;
    private final Calls calls;
    private final WrittenJson<Message> written = new WrittenJson<>(
            MESSAGES_KEPT, message -> Long.hashCode(message.seq().value()), MessageJson::write);

    MessageCalls(Messaging messaging, Calls calls) {
        this.messaging = messaging;
        this.calls = calls;
    }

    CompletableFuture<Answer> send(JsonObject body, Caller caller) {
        SendMessage request = SendJson.read(body);
        calls.admit(request.from(), caller);
        return Calls.done(SendJson.answer(messaging.send(request)));
    }

    CompletableFuture<Answer> messages(JsonObject body, Caller caller) {
        InboxQuery query = InboxJson.readQuery(body);
        Duration wait = InboxJson.readWait(body);
        calls.admit(query.peer(), caller);
        return wait.isZero()
                ? Calls.done(answer(messaging.read(query)))
                : calls.later(messaging.await(query, wait), this::answer);
    }

    private Answer answer(Inbox inbox) {
        return InboxJson.answer(inbox, written);
    }

    CompletableFuture<Answer> message(JsonObject body, Caller caller) {
        PeerId asker = PeerJson.id(body, "peerId");
        MessageId id = InboxJson.id("messageId", body.string("messageId"));
        Optional<Message> message = messaging.find(calls.admit(asker, caller), id);
        JsonWriter out = Answer.begin().name("message");
        if (message.isPresent()) MessageJson.write(out, message.get());
        else out.nothing();
        return Calls.done(Answer.of(out));
    }

    /** Takes {@code ids} with their {@code state}; or {@code upTo}, a sequence up to which all is delivered. */
    CompletableFuture<Answer> acknowledge(JsonObject body, Caller caller) {
        PeerId peer = PeerJson.id(body, "peerId");
        return body.has("upTo") ? acknowledgeUpTo(peer, body, caller) : acknowledgeIds(peer, body, caller);
    }

    private CompletableFuture<Answer> acknowledgeIds(PeerId peer, JsonObject body, Caller caller) {
        List<MessageId> ids = InboxJson.readIds(body);
        Delivery state = InboxJson.readState(body);
        int updated = messaging.acknowledge(calls.admit(peer, caller), ids, state);
        return Calls.done(Answer.of(Answer.begin().field("updated", updated)));
    }

    private CompletableFuture<Answer> acknowledgeUpTo(PeerId peer, JsonObject body, Caller caller) {
        if (body.has("ids")) throw new InvalidInput("upTo", "must not be given together with ids");
        Sequence seq = new Sequence(InvalidInput.range("upTo", body.integer("upTo"), 0, Long.MAX_VALUE));
        messaging.deliveredUpTo(calls.admit(peer, caller), seq);
        return Calls.done(Answer.OK);
    }
}
