package mesh.adapter.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.domain.InvalidInput;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventId;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventQuery;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.peer.PeerId;

/** Events, questions for them, and subscriptions. */
public final class EventJson {
    private EventJson() {}

    public static void write(JsonWriter out, MeshEvent event) {
        out.object();
        writeFields(out, event);
        out.end();
    }

    static void writeFields(JsonWriter out, MeshEvent event) {
        out.field("seq", event.seq().value())
                .field("id", event.id().value())
                .field("type", event.type().value())
                .raw("payload", event.payload().json())
                .field("emittedBy", event.emittedBy().value())
                .field("createdAt", event.createdAt());
    }

    public static MeshEvent read(JsonObject json) {
        return new MeshEvent(
                new Sequence(json.integer("seq")),
                new EventId(json.string("id")),
                new EventType(json.string("type")),
                new EventPayload(json.object("payload").json()),
                new PeerId(json.string("emittedBy")),
                json.instant("createdAt"));
    }

    public static void writeQuery(JsonWriter out, EventQuery query) {
        out.field("action", "read");
        writePatterns(out, query.types());
        if (query.afterSeq().isPresent())
            out.field("since", query.afterSeq().get().value());
        else out.field("since", query.afterTime());
        out.field("limit", query.limit());
    }

    static EventQuery readQuery(JsonObject body) {
        Since since = readSince(body);
        return new EventQuery(
                readPatterns(body),
                since.seq,
                since.time,
                body.integer("limit", EventQuery.DEFAULT_LIMIT, 1, EventQuery.MAX_LIMIT));
    }

    /** Reads a question that came as text. */
    public static EventQuery query(Optional<String> since, List<String> types, int limit) {
        Since from = since.map(EventJson::parseSince).orElse(Since.NONE);
        return new EventQuery(patterns(types), from.seq, from.time, limit);
    }

    /** A starting point, as a sequence or as a time; both absent means none. */
    private record Since(Optional<Sequence> seq, Optional<Instant> time) {
        static final Since NONE = new Since(Optional.empty(), Optional.empty());
    }

    private static Since readSince(JsonObject body) {
        if (!body.has("since")) return Since.NONE;
        if (body.isInteger("since")) return since(body.integer("since"));
        return parseSince(body.string("since"));
    }

    /** Reads digits as a sequence and everything else as an ISO 8601 time. */
    private static Since parseSince(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) return new Since(Optional.empty(), Optional.of(IsoTime.parse("since", text)));
        if (text.length() > 18) throw new InvalidInput("since", "must be a sequence number of at most 18 digits");
        return since(Long.parseLong(text));
    }

    private static Since since(long seq) {
        InvalidInput.range("since", seq, 0, Long.MAX_VALUE);
        return new Since(Optional.of(new Sequence(seq)), Optional.empty());
    }

    public static Answer answer(EventPage page) {
        JsonWriter out = Answer.begin().array("events");
        for (MeshEvent event : page.events()) write(out, event);
        return Answer.of(out.endArray().field("cursor", page.cursor().value()));
    }

    public static EventPage readPage(JsonObject answer) {
        List<MeshEvent> events = new ArrayList<>();
        for (JsonObject event : answer.objects("events")) events.add(read(event));
        return new EventPage(events, new Sequence(answer.integer("cursor")));
    }

    public static void writeEmit(JsonWriter out, EmitEvent request) {
        out.field("action", "emit")
                .field("peerId", request.emittedBy().value())
                .field("type", request.type().value())
                .raw("payload", request.payload().json());
    }

    static EmitEvent readEmit(JsonObject body) {
        return new EmitEvent(
                PeerJson.id(body, "peerId"),
                EventType.custom(body.string("type")),
                body.optObject("payload")
                        .map(payload -> new EventPayload(payload.json()))
                        .orElse(EventPayload.EMPTY));
    }

    public static Answer answer(MeshEvent event) {
        JsonWriter out = Answer.begin().name("event");
        write(out, event);
        return Answer.of(out);
    }

    public static MeshEvent readEvent(JsonObject answer) {
        return read(answer.object("event"));
    }

    /** @param action {@code subscribe}, {@code unsubscribe} or {@code subscription} */
    public static void writeSubscription(JsonWriter out, String action, PeerId peer, Set<EventPattern> patterns) {
        out.field("action", action).field("peerId", peer.value());
        writePatterns(out, patterns);
    }

    private static void writePatterns(JsonWriter out, Set<EventPattern> patterns) {
        out.array("types");
        for (EventPattern pattern : patterns) out.value(pattern.value());
        out.endArray();
    }

    static Set<EventPattern> readPatterns(JsonObject body) {
        return patterns(body.strings("types"));
    }

    static Set<EventPattern> patterns(List<String> texts) {
        if (texts.size() > Subscription.MAX_PATTERNS)
            throw new InvalidInput("types", "must hold at most " + Subscription.MAX_PATTERNS + " entries");
        Set<EventPattern> patterns = new LinkedHashSet<>();
        for (String text : texts) patterns.add(new EventPattern(text));
        return patterns;
    }

    public static Answer answer(Subscription subscription) {
        return Answer.of(Answer.begin().field("subscribed", subscription.names()));
    }

    public static Subscription readSubscription(JsonObject answer) {
        return new Subscription(patterns(answer.strings("subscribed")));
    }
}
