package mesh.domain.event;

import java.util.Collection;
import mesh.domain.InvalidInput;

/**
 * A JSON object as text, at most 64 KiB of UTF-8. The mesh stores and passes it on as it is; whoever takes one from
 * outside has parsed it first.
 */
public record EventPayload(String json) {
    public static final int MAX_BYTES = 64 * 1024;
    public static final EventPayload EMPTY = new EventPayload("{}");

    public EventPayload {
        InvalidInput.utf8Length("payload", json, MAX_BYTES);
        if (!json.startsWith("{") || !json.endsWith("}")) throw new InvalidInput("payload", "must be a JSON object");
    }

    /**
     * Builds a flat object. Values are strings, numbers, booleans, collections of strings, or null (left out).
     *
     * @param namesAndValues name, value, name, value, ...
     */
    public static EventPayload of(Object... namesAndValues) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value == null) continue;
            if (out.length() > 1) out.append(',');
            appendString(out, (String) namesAndValues[i]);
            out.append(':');
            appendValue(out, value);
        }
        return new EventPayload(out.append('}').toString());
    }

    private static void appendValue(StringBuilder out, Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Collection<?> items) {
            out.append('[');
            String separator = "";
            for (Object item : items) {
                out.append(separator);
                appendString(out, (String) item);
                separator = ",";
            }
            out.append(']');
        } else {
            appendString(out, value.toString());
        }
    }

    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 0x20)
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            else out.append(c);
        }
        out.append('"');
    }
}
