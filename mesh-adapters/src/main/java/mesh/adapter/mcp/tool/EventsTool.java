package mesh.adapter.mcp.tool;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.WireName;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventQuery;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;

/** {@code mesh_events}: what happened, and what happens. */
final class EventsTool implements Tool {
    private static final int MAX_SHOWN_CHARS = 400;

    private enum Action implements WireName {
        READ,
        SUBSCRIBE,
        UNSUBSCRIBE,
        EMIT
    }

    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        Action action = arguments.oneOf("action", Action.class, Action.READ);
        return (switch (action) {
                    case READ -> read(arguments, agent);
                    case SUBSCRIBE -> subscribe(arguments, agent);
                    case UNSUBSCRIBE -> subscribed(agent.mesh().events().unsubscribe(agent.id(), patterns(arguments)));
                    case EMIT -> emit(arguments, agent);
                })
                .now();
    }

    private static ToolResult read(JsonObject arguments, Agent agent) {
        int limit = arguments.integer("limit", EventQuery.DEFAULT_LIMIT, 1, EventQuery.MAX_LIMIT);
        Optional<String> since = since(arguments);
        Optional<Sequence> afterSeq = since.filter(EventsTool::isNumber).map(digits -> new Sequence(number(digits)));
        Optional<Instant> afterTime = since.filter(text -> !isNumber(text)).map(EventsTool::time);
        EventQuery query = new EventQuery(patterns(arguments), afterSeq, afterTime, limit);
        return show(agent.mesh().events().read(query), agent);
    }

    static ToolResult show(EventPage page, Agent agent) {
        Names names = new Names(agent);
        StringBuilder text = new StringBuilder();
        text.append(
                page.events().isEmpty()
                        ? "No events."
                        : Words.count(page.events().size(), "event", "events"));
        if (!page.events().isEmpty()) text.append(", oldest first:");
        JsonWriter out = new JsonWriter().object().array("events");
        for (MeshEvent event : page.events()) {
            describe(event, names, text);
            write(event, names, out);
        }
        String cursor = String.valueOf(page.cursor().value());
        text.append("\nGo on with since ").append(cursor).append('.');
        if (!page.events().isEmpty()) text.append('\n').append(Words.UNTRUSTED);
        return ToolResult.of(text.toString(), out.endArray().field("cursor", cursor));
    }

    private static void describe(MeshEvent event, Names names, StringBuilder text) {
        text.append("\n- ")
                .append(event.seq().value())
                .append(' ')
                .append(event.type().value());
        text.append(", ").append(Words.ago(event.createdAt())).append(", by ").append(names.of(event.emittedBy()));
        if (!event.payload().json().equals("{}"))
            text.append("\n  > ").append(Text.shown(event.payload().json(), MAX_SHOWN_CHARS));
    }

    private static void write(MeshEvent event, Names names, JsonWriter out) {
        out.object()
                .field("seq", event.seq().value())
                .field("type", event.type().value());
        out.field("by", names.of(event.emittedBy()));
        out.field("secondsAgo", Words.age(event.createdAt()).toSeconds());
        JsonObject.parse(event.payload().json()).writeCleanTo(out.name("payload"));
        out.end();
    }

    private static ToolResult subscribe(JsonObject arguments, Agent agent) {
        Set<EventPattern> patterns = patterns(arguments);
        if (patterns.isEmpty())
            throw new InvalidInput("types", "is required to subscribe: event types, prefix.* or * for all");
        return subscribed(agent.mesh().events().subscribe(agent.id(), patterns));
    }

    private static ToolResult subscribed(Subscription subscription) {
        Collection<String> names = subscription.names();
        String text = names.isEmpty()
                ? "You are subscribed to no events."
                : "You are subscribed to " + String.join(", ", names) + ". Read what happened with action read.";
        return ToolResult.of(text, new JsonWriter().object().field("subscribed", names));
    }

    private static ToolResult emit(JsonObject arguments, Agent agent) {
        EventType type = EventType.custom(arguments.string("type"));
        EventPayload payload = arguments
                .optObject("payload")
                .map(object -> new EventPayload(object.json()))
                .orElse(EventPayload.EMPTY);
        MeshEvent event = agent.mesh().events().emit(new EmitEvent(agent.id(), type, payload));
        JsonWriter out = new JsonWriter().object().array("events");
        write(event, new Names(agent), out);
        return ToolResult.of(
                "Emitted " + type.value() + " as event " + event.seq().value() + ".", out.endArray());
    }

    private static Set<EventPattern> patterns(JsonObject arguments) {
        Set<EventPattern> patterns = new LinkedHashSet<>();
        for (String type : arguments.strings("types")) patterns.add(new EventPattern(type));
        return patterns;
    }

    /** Models send a cursor as a number or as a string of digits. */
    private static Optional<String> since(JsonObject arguments) {
        if (arguments.isInteger("since")) return Optional.of(String.valueOf(arguments.integer("since")));
        return arguments.optString("since");
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        return !text.isEmpty();
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new InvalidInput("since", "must be a cursor that an earlier read gave");
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidInput(
                    "since",
                    "must be a cursor that an earlier read gave, or a time such as 2026-11-05T08:09:10Z; it is \""
                            + Text.shown(text, 60) + "\"");
        }
    }
}
