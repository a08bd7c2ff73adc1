package mesh.adapter.wire;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPattern;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;

/** The call {@code events}. */
final class EventCall implements Calls.Call {
    private final EventFeed feed;
    private final Calls calls;

    EventCall(EventFeed feed, Calls calls) {
        this.feed = feed;
        this.calls = calls;
    }

    @Override
    public CompletableFuture<Answer> answer(JsonObject body, Caller caller) {
        String action = body.optString("action").orElse("read");
        return Calls.done(
                switch (action) {
                    case "read" -> EventJson.answer(feed.read(EventJson.readQuery(body)));
                    case "subscribe" -> subscribe(body, caller);
                    case "unsubscribe" -> unsubscribe(body, caller);
                    case "subscription" ->
                        EventJson.answer(feed.subscription(calls.admit(PeerJson.id(body, "peerId"), caller)));
                    case "emit" -> emit(body, caller);
                    default ->
                        throw new InvalidInput(
                                "action",
                                "must be one of read, subscribe, unsubscribe, subscription, emit; it is \""
                                        + Text.shown(action, 60) + "\"");
                });
    }

    private Answer subscribe(JsonObject body, Caller caller) {
        PeerId peer = PeerJson.id(body, "peerId");
        Set<EventPattern> patterns = EventJson.readPatterns(body);
        if (patterns.isEmpty()) throw new InvalidInput("types", "must name at least one event type, prefix.* or *");
        return EventJson.answer(feed.subscribe(calls.admit(peer, caller), patterns));
    }

    private Answer unsubscribe(JsonObject body, Caller caller) {
        PeerId peer = PeerJson.id(body, "peerId");
        Set<EventPattern> patterns = EventJson.readPatterns(body);
        return EventJson.answer(feed.unsubscribe(calls.admit(peer, caller), patterns));
    }

    private Answer emit(JsonObject body, Caller caller) {
        EmitEvent request = EventJson.readEmit(body);
        calls.admit(request.emittedBy(), caller);
        return EventJson.answer(feed.emit(request));
    }
}
