package mesh.domain.event;

import java.util.Set;
import java.util.regex.Pattern;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/** Name of a kind of event; built in, or custom as {@code [a-z][a-z0-9_.-]{0,63}}. */
public record EventType(String value) {
    public static final EventType PEER_JOINED = new EventType("peer_joined");
    public static final EventType PEER_LEFT = new EventType("peer_left");
    public static final EventType PEER_UPDATED = new EventType("peer_updated");
    public static final EventType MESSAGE_RECEIVED = new EventType("message_received");
    public static final EventType STATE_CHANGED = new EventType("state_changed");
    public static final EventType FILE_LOCKED = new EventType("file_locked");
    public static final EventType FILE_UNLOCKED = new EventType("file_unlocked");
    public static final EventType LOCK_EXPIRED = new EventType("lock_expired");
    public static final EventType LOCK_GRANTED = new EventType("lock_granted");

    private static final Set<EventType> BUILT_IN = Set.of(
            PEER_JOINED,
            PEER_LEFT,
            PEER_UPDATED,
            MESSAGE_RECEIVED,
            STATE_CHANGED,
            FILE_LOCKED,
            FILE_UNLOCKED,
            LOCK_EXPIRED,
            LOCK_GRANTED);

    public EventType {
        InvalidInput.required("type", value);
        if (!Syntax.NAME.matcher(value).matches())
            throw new InvalidInput(
                    "type",
                    "must be a lower-case letter and then at most 63 of a-z 0-9 _ . -; it is \"" + Text.shown(value, 80)
                            + "\"");
    }

    /** A type that anyone may emit. @throws InvalidInput for a built-in one, which only the mesh emits */
    public static EventType custom(String value) {
        EventType type = new EventType(value);
        if (type.isBuiltIn())
            throw new InvalidInput(
                    "type", "must not be the built-in type \"" + value + "\"; choose a name of your own");
        return type;
    }

    /** As a record has it, but the JDK would put the record's own together at run time, which takes a start 20 ms. */
    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventType type && type.value.equals(value);
    }

    public boolean isBuiltIn() {
        return BUILT_IN.contains(this);
    }

    private static final class Syntax {
        static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
    }
}
