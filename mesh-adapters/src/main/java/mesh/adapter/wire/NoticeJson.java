package mesh.adapter.wire;

import java.time.Instant;
import java.util.Optional;
import mesh.domain.Notice;
import mesh.domain.event.EventType;
import mesh.domain.message.Message;

/** What is pushed to followers: its kind, its body, its time. */
public final class NoticeJson {
    private NoticeJson() {}

    /** The kind of push: {@code message}, {@code event}, {@code peer_update}, {@code lock_update}, {@code state_update}. */
    public static String kind(Notice notice) {
        return notice instanceof Notice.OfEvent event ? kind(event.event().type()) : "message";
    }

    private static String kind(EventType type) {
        String name = type.value();
        if (!type.isBuiltIn()) return "event";
        if (name.startsWith("peer_")) return "peer_update";
        if (name.startsWith("file_") || name.startsWith("lock_")) return "lock_update";
        return name.equals("state_changed") ? "state_update" : "event";
    }

    public static Instant at(Notice notice) {
        return notice instanceof Notice.OfEvent event
                ? event.event().createdAt()
                : ((Notice.OfMessage) notice).message().createdAt();
    }

    /** Writes the message or the event, whole, as the next value. */
    public static void writeBody(JsonWriter out, Notice notice) {
        if (notice instanceof Notice.OfEvent event) EventJson.write(out, event.event());
        else MessageJson.write(out, ((Notice.OfMessage) notice).message());
    }

    /** Reads a push back; empty for a kind that carries neither message nor event ({@code shutdown}, later ones). */
    public static Optional<Notice> read(String kind, JsonObject body) {
        return switch (kind) {
            case "message" -> Optional.of(new Notice.OfMessage(MessageJson.read(body)));
            case "event", "peer_update", "lock_update", "state_update" ->
                Optional.of(new Notice.OfEvent(EventJson.read(body)));
            default -> Optional.empty();
        };
    }

    /** The form that clients of the older API read: {@code type}, {@code payload}, {@code timestamp}. */
    public static byte[] older(Notice notice) {
        JsonWriter out = new JsonWriter().object().field("type", kind(notice)).object("payload");
        if (notice instanceof Notice.OfEvent event) {
            EventJson.writeFields(out, event.event());
            out.field("eventType", event.event().type().value());
        } else {
            Message message = ((Notice.OfMessage) notice).message();
            MessageJson.writeFields(out, message);
            out.field("messageId", message.id().value()).field("text", message.payload());
        }
        return out.end().field("timestamp", at(notice)).end().bytes();
    }
}
