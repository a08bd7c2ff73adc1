package mesh.domain.event;

import mesh.domain.InvalidInput;
import mesh.domain.Text;

/** What a subscription matches: an exact type, {@code prefix.*}, or {@code *} for everything. */
public record EventPattern(String value) {
    public static final EventPattern EVERYTHING = new EventPattern("*");

    public EventPattern {
        InvalidInput.required("types", value);
        if (!value.equals("*")) {
            String name = value.endsWith(".*") ? value.substring(0, value.length() - 2) : value;
            try {
                new EventType(name);
            } catch (InvalidInput e) {
                throw new InvalidInput(
                        "types", "must hold event types, prefix.* or *; one is \"" + Text.shown(value, 80) + "\"");
            }
        }
    }

    /** By hand for the reason that {@link EventType} has. */
    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventPattern pattern && pattern.value.equals(value);
    }

    public boolean matches(EventType type) {
        if (value.equals("*")) return true;
        if (value.endsWith(".*")) return type.value().startsWith(value.substring(0, value.length() - 1));
        return type.value().equals(value);
    }
}
