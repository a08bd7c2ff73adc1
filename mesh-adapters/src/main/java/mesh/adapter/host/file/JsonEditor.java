package mesh.adapter.host.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Adds to and removes from a JSON text, in the text's own style. Every method leaves all else as it is. */
final class JsonEditor {
    private JsonEditor() {}

    /** Sets the member {@code name} of the object at {@code path}; objects that are missing on the way are made. */
    static String withMember(String text, List<String> path, String name, Object value) throws BrokenFile {
        if (text.isBlank()) return newDocument(text, path, Map.of(name, value));
        JsonText document = JsonText.parse(text);
        Optional<JsonNode> container = document.at(path);
        if (container.isEmpty()) return withContainer(document, path, Map.of(name, value));
        JsonNode.Obj object = object(container.get(), path);
        Optional<JsonNode.Member> present = object.member(name);
        if (present.isEmpty()) return withLastChild(document, object, name, value);
        JsonNode old = present.get().value();
        if (old.isSame(value)) return text;
        String indent = TextStyle.indentAt(text, present.get().start());
        TextEdits edits = new TextEdits();
        edits.replace(old.start(), old.end(), writer(document).text(value, indent));
        return edits.applyTo(text);
    }

    /** Appends to the array at {@code path}; it and objects that are missing on the way are made. */
    static String withElement(String text, List<String> path, Object value) throws BrokenFile {
        if (text.isBlank()) return newDocument(text, path, List.of(value));
        JsonText document = JsonText.parse(text);
        Optional<JsonNode> container = document.at(path);
        if (container.isEmpty()) return withContainer(document, path, List.of(value));
        if (!(container.get() instanceof JsonNode.Arr array))
            throw new BrokenFile("\"" + String.join(".", path) + "\" is not an array");
        return withLastChild(document, array, null, value);
    }

    /** Removes the member {@code name} of the object at {@code path}, if it is there. */
    static String withoutMember(String text, List<String> path, String name) throws BrokenFile {
        JsonText document = JsonText.parse(text);
        Optional<JsonNode> container = document.at(path);
        if (container.isEmpty() || !(container.get() instanceof JsonNode.Obj object)) return text;
        for (int i = 0; i < object.members().size(); i++)
            if (object.members().get(i).name().equals(name)) return withoutChild(document, object, i);
        return text;
    }

    /** A member of an object or an element of an array. */
    record Child(JsonNode container, int index) {}

    /** Removes one child after the other, until {@code next} finds none. */
    static String withoutChildren(String text, Function<JsonText, Optional<Child>> next) throws BrokenFile {
        String now = text;
        while (true) {
            JsonText document = JsonText.parse(now);
            Optional<Child> child = next.apply(document);
            if (child.isEmpty()) return now;
            now = withoutChild(document, child.get().container, child.get().index);
        }
    }

    /**
     * Removes the container at {@code path} and those around it as far as they hold nothing (any more) and were not in
     * {@code original}.
     */
    static String withoutEmptied(String text, List<String> path, Optional<String> original) throws BrokenFile {
        String now = text;
        Optional<JsonText> before = original.isPresent() && !original.get().isBlank()
                ? Optional.of(JsonText.parse(original.get()))
                : Optional.empty();
        for (int depth = path.size(); depth > 0; depth--) {
            List<String> container = path.subList(0, depth);
            JsonText document = JsonText.parse(now);
            Optional<JsonNode> node = document.at(container);
            if (node.isEmpty()) continue;
            boolean wasThere = before.isPresent() && before.get().at(container).isPresent();
            boolean holdsNothing = !(node.get() instanceof JsonNode.Scalar)
                    && node.get().size() == 0
                    && document.isBlank(node.get().start() + 1, node.get().end() - 1);
            if (wasThere || !holdsNothing) return now;
            now = withoutMember(now, path.subList(0, depth - 1), path.get(depth - 1));
        }
        return now;
    }

    // --- Adding ---

    private static String newDocument(String blank, List<String> path, Object innermost) {
        TextStyle style = TextStyle.of(blank);
        return new JsonValue(style, false).text(nested(path, innermost), "") + style.newline();
    }

    private static String withContainer(JsonText document, List<String> path, Object innermost) throws BrokenFile {
        int present = path.size() - 1;
        while (document.at(path.subList(0, present)).isEmpty()) present--;
        List<String> prefix = path.subList(0, present);
        JsonNode.Obj parent = object(document.at(prefix).orElseThrow(), prefix);
        return withLastChild(
                document, parent, path.get(present), nested(path.subList(present + 1, path.size()), innermost));
    }

    private static Object nested(List<String> path, Object innermost) {
        Object value = innermost;
        for (int i = path.size() - 1; i >= 0; i--) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put(path.get(i), value);
            value = map;
        }
        return value;
    }

    private static JsonNode.Obj object(JsonNode node, List<String> path) throws BrokenFile {
        if (node instanceof JsonNode.Obj object) return object;
        throw new BrokenFile("\"" + String.join(".", path) + "\" is not an object");
    }

    private static JsonValue writer(JsonText document) {
        return new JsonValue(TextStyle.of(document.text()), isOneLine(document));
    }

    /** A document of one line stays one; an empty one is nobody's style. */
    private static boolean isOneLine(JsonText document) {
        return document.root().size() > 0 && document.text().strip().indexOf('\n') < 0;
    }

    private static String withLastChild(JsonText document, JsonNode container, String name, Object value) {
        String text = document.text();
        TextStyle style = TextStyle.of(text);
        String ownIndent = TextStyle.indentAt(text, container.start());
        int last = container.size() - 1;
        int place = document.endOfContent(container);
        boolean ownLine = last < 0
                ? !isOneLine(document)
                : text.substring(container.start(), container.childStart(0)).indexOf('\n') >= 0
                        || text.substring(container.childEnd(last), place).contains("//");
        String indent = last < 0 || !ownLine
                ? ownIndent + style.indent()
                : TextStyle.indentAt(text, container.childStart(last));
        JsonValue writer = new JsonValue(style, !ownLine);
        String child = name == null ? writer.text(value, indent) : writer.member(name, value, indent);

        TextEdits edits = new TextEdits();
        int comma = last < 0 ? -1 : document.commaAfter(container.childEnd(last));
        if (last >= 0 && comma < 0) edits.insert(container.childEnd(last), ",");
        String before = ownLine ? style.newline() + indent : last < 0 ? "" : " ";
        edits.insert(place, before + child + (comma < 0 ? "" : ","));
        boolean bracketOnChildLine =
                ownLine && text.substring(place, container.end()).indexOf('\n') < 0;
        if (last < 0 && bracketOnChildLine) edits.replace(place, container.end() - 1, style.newline() + ownIndent);
        return edits.applyTo(text);
    }

    // --- Removing ---

    private static String withoutChild(JsonText document, JsonNode container, int index) {
        String text = document.text();
        int start = container.childStart(index);
        int end = container.childEnd(index);
        int comma = document.commaAfter(end);
        TextEdits edits = new TextEdits();
        boolean only = container.size() == 1;
        int rest = comma < 0 ? end : comma + 1;
        if (only && document.isBlank(container.start() + 1, start) && document.isBlank(rest, container.end() - 1)) {
            edits.delete(container.start() + 1, container.end() - 1);
            return edits.applyTo(text);
        }
        int from = startOfLineBreakBefore(text, start);
        if (from < 0 || !(endsLine(text, rest) || canClose(document, container, index, from, rest))) {
            from = index > 0 && from < 0 ? startOfBlanksBefore(text, start) : start;
            if (from == start) edits.delete(rest, TextStyle.endOfBlanks(text, rest));
        }
        if (comma >= 0) {
            if (document.isBlank(end, comma)) edits.delete(from, comma + 1);
            else {
                edits.delete(from, end);
                edits.delete(comma, comma + 1);
            }
        } else {
            if (index > 0) {
                int previous = document.commaAfter(container.childEnd(index - 1));
                edits.delete(previous, previous + 1);
            }
            edits.delete(from, end);
        }
        return edits.applyTo(text);
    }

    private static int startOfBlanksBefore(String text, int place) {
        int from = place;
        while (from > 0 && (text.charAt(from - 1) == ' ' || text.charAt(from - 1) == '\t')) from--;
        return from;
    }

    /** Where the line break before {@code place} starts, if only blanks stand between; else -1. */
    private static int startOfLineBreakBefore(String text, int place) {
        int from = startOfBlanksBefore(text, place);
        if (from == 0 || text.charAt(from - 1) != '\n') return -1;
        return from > 1 && text.charAt(from - 2) == '\r' ? from - 2 : from - 1;
    }

    /** Whether the closing bracket follows at once, and may move up: it would vanish in a comment. */
    private static boolean canClose(JsonText document, JsonNode container, int index, int lineBreak, int rest) {
        int previous = index == 0 ? container.start() + 1 : container.childEnd(index - 1);
        return TextStyle.endOfBlanks(document.text(), rest) == container.end() - 1
                && !document.text().substring(previous, lineBreak).contains("//");
    }

    /** Whether no value follows on the line of {@code place}. */
    private static boolean endsLine(String text, int place) {
        int next = TextStyle.endOfBlanks(text, place);
        return next == text.length() || "\r\n/".indexOf(text.charAt(next)) >= 0;
    }
}
