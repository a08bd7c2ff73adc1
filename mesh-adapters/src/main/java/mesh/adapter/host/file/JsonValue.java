package mesh.adapter.host.file;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, strings, numbers and booleans as JSON, in the style of the text that they go into. */
final class JsonValue {
    private final TextStyle style;
    private final boolean oneLine;

    JsonValue(TextStyle style, boolean oneLine) {
        this.style = style;
        this.oneLine = oneLine;
    }

    String member(String name, Object value, String indent) {
        return quoted(name) + ": " + text(value, indent);
    }

    /** @param indent of the line that the value starts on */
    String text(Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            return bracketed('{', map.entrySet(), '}', indent, false);
        }
        if (value instanceof List<?> list) {
            boolean short_ = list.stream().noneMatch(e -> e instanceof Map || e instanceof List);
            return bracketed('[', list, ']', indent, short_);
        }
        if (value instanceof Map.Entry<?, ?> entry) return member((String) entry.getKey(), entry.getValue(), indent);
        return value instanceof String string ? quoted(string) : String.valueOf(value);
    }

    private String bracketed(char open, Iterable<?> children, char close, String indent, boolean short_) {
        if (!children.iterator().hasNext()) return "" + open + close;
        StringBuilder out = new StringBuilder().append(open);
        String childIndent = indent + style.indent();
        String separator = "";
        boolean line = oneLine || short_;
        for (Object child : children) {
            out.append(separator);
            if (!line) out.append(style.newline()).append(childIndent);
            out.append(text(child, childIndent));
            separator = line ? ", " : ",";
        }
        if (!line) out.append(style.newline()).append(indent);
        return out.append(close).toString();
    }

    /** RFC 8259, section 7. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
                    else out.append(c);
                }
            }
        }
        return out.append('"').toString();
    }
}
