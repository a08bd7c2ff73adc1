package mesh.adapter.host.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of a TOML file, all of which is ours, with the tables below it: {@code [mcp_servers.slm-mesh]}.
 *
 * @param key of the table
 * @param values strings, numbers, booleans, and lists and maps of them
 */
public record TomlTable(List<String> key, Map<String, Object> values) implements Part {
    @Override
    public String putInto(String text) throws BrokenFile {
        TextStyle style = TextStyle.of(text);
        TomlText document = TomlText.parse(text);
        if (!places(document).isEmpty()) return withValues(document, style);
        String ended = style.ended(text);
        boolean separated = ended.isBlank() || ended.endsWith(style.newline() + style.newline());
        StringBuilder out = new StringBuilder(ended);
        if (!separated) out.append(style.newline());
        out.append('[').append(String.join(".", key)).append(']').append(style.newline());
        values.forEach((name, value) -> out.append(assignment(name, value, style)));
        return out.toString();
    }

    /** Sets our assignments in the table that is there; what somebody added to it stays. */
    private String withValues(TomlText document, TextStyle style) {
        TextEdits edits = new TextEdits();
        Map<String, Object> missing = new LinkedHashMap<>(values);
        List<String> table = List.of();
        int header = -1;
        for (TomlText.Statement statement : document.statements()) {
            if (statement.table()) table = statement.key();
            if (!table.equals(key)) continue;
            if (statement.table()) {
                header = statement.end();
                continue;
            }
            Object value = missing.remove(statement.key().get(0));
            if (value == null || statement.key().size() > 1) continue;
            String wanted = assignment(statement.key().get(0), value, style);
            String present = document.text().substring(statement.start(), statement.end());
            if (!style.ended(present.strip()).equals(wanted)) edits.replace(statement.start(), statement.end(), wanted);
        }
        StringBuilder added = new StringBuilder();
        missing.forEach((name, value) -> added.append(assignment(name, value, style)));
        if (header < 0)
            return document.text() + style.newline() + "[" + String.join(".", key) + "]" + style.newline() + added;
        boolean headerEndsText = document.text().charAt(header - 1) != '\n';
        if (!added.isEmpty()) edits.insert(header, (headerEndsText ? style.newline() : "") + added);
        return edits.applyTo(document.text());
    }

    @Override
    public String takeOutOf(String text, Optional<String> original) throws BrokenFile {
        List<int[]> places = places(TomlText.parse(text));
        return places.isEmpty() ? text : without(text, places);
    }

    /** From the header to the end of the last assignment in it; comments and blank lines after that are others'. */
    private List<int[]> places(TomlText document) throws BrokenFile {
        List<int[]> places = new ArrayList<>();
        boolean ours = false;
        List<String> table = List.of();
        for (TomlText.Statement statement : document.statements()) {
            if (statement.table()) {
                table = statement.key();
                ours = startsWithOurs(table);
                if (ours && adjoins(places, statement, document)) places.get(places.size() - 1)[1] = statement.end();
                else if (ours) places.add(new int[] {statement.start(), statement.end()});
            } else if (ours) {
                places.get(places.size() - 1)[1] = statement.end();
            } else {
                checkIsNotInline(table, statement.key());
            }
        }
        return places;
    }

    private static boolean adjoins(List<int[]> places, TomlText.Statement next, TomlText document) {
        return !places.isEmpty()
                && document.text()
                        .substring(places.get(places.size() - 1)[1], next.start())
                        .isBlank();
    }

    /** {@code mcp_servers = {...}} or {@code mcp_servers.slm-mesh.command = ...} would collide with a table of ours. */
    private void checkIsNotInline(List<String> table, List<String> assigned) throws BrokenFile {
        List<String> whole = new ArrayList<>(table);
        whole.addAll(assigned);
        int common = Math.min(whole.size(), key.size());
        if (whole.subList(0, common).equals(key.subList(0, common)))
            throw new BrokenFile("it defines " + String.join(".", whole) + " inline, which no table can extend; add or"
                    + " remove [" + String.join(".", key) + "] by hand");
    }

    private boolean startsWithOurs(List<String> table) {
        return table.size() >= key.size() && table.subList(0, key.size()).equals(key);
    }

    private static String without(String text, List<int[]> places) {
        String newline = TextStyle.of(text).newline();
        TextEdits edits = new TextEdits();
        for (int[] place : places) {
            int start = place[0];
            boolean blankBefore = text.substring(0, start).endsWith(newline + newline);
            boolean blankAfter = place[1] == text.length() || text.startsWith(newline, place[1]);
            if (blankBefore && blankAfter) start -= newline.length();
            edits.delete(start, place[1]);
        }
        return edits.applyTo(text);
    }

    private static String assignment(String name, Object value, TextStyle style) {
        return name + " = " + literal(value) + style.newline();
    }

    /** A JSON string is a TOML basic string. */
    private static String literal(Object value) {
        if (value instanceof List<?> list)
            return "[" + String.join(", ", list.stream().map(TomlTable::literal).toList()) + "]";
        if (value instanceof Map<?, ?> map)
            return "{ "
                    + String.join(
                            ", ",
                            map.entrySet().stream()
                                    .map(each -> each.getKey() + " = " + literal(each.getValue()))
                                    .toList())
                    + " }";
        return value instanceof String string ? JsonValue.quoted(string) : value.toString();
    }
}
