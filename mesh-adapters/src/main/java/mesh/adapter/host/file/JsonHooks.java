package mesh.adapter.host.file;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Our hooks in a JSON array of hooks. Hosts know two shapes, and both are recognized: {@code {"command": "..."}}, and a
 * group {@code {"matcher": "...", "hooks": [{"type": "command", "command": "..."}]}}.
 *
 * @param path of the array
 * @param values the elements that are ours, in this order
 * @param isOurs tells our commands and URLs from those of others
 */
public record JsonHooks(List<String> path, List<Map<String, Object>> values, Predicate<String> isOurs) implements Part {
    private static final String NESTED = "hooks";

    @Override
    public String putInto(String text) throws BrokenFile {
        String now = text;
        if (!text.isBlank()) {
            if (isUpToDate(JsonText.parse(text))) return text;
            now = without(text);
        }
        for (Map<String, Object> value : values) now = JsonEditor.withElement(now, path, value);
        return now;
    }

    @Override
    public String takeOutOf(String text, Optional<String> original) throws BrokenFile {
        if (text.isBlank()) return text;
        String without = without(text);
        return without.equals(text) ? text : JsonEditor.withoutEmptied(without, path, original);
    }

    private boolean isUpToDate(JsonText document) {
        List<JsonNode> ours = elements(document.at(path)).stream()
                .filter(hook -> isOurHook(hook) || nested(hook).stream().anyMatch(this::isOurHook))
                .toList();
        if (ours.size() != values.size()) return false;
        for (int i = 0; i < values.size(); i++) if (!ours.get(i).isSame(values.get(i))) return false;
        return true;
    }

    private String without(String text) throws BrokenFile {
        return JsonEditor.withoutChildren(text, this::findOurs);
    }

    /** The next hook of ours; its whole group where that holds nothing else. */
    private Optional<JsonEditor.Child> findOurs(JsonText document) {
        List<JsonNode> hooks = elements(document.at(path));
        for (int i = 0; i < hooks.size(); i++) {
            JsonNode hook = hooks.get(i);
            List<JsonNode> nested = nested(hook);
            boolean whole =
                    isOurHook(hook) || (!nested.isEmpty() && nested.stream().allMatch(this::isOurHook));
            if (whole) return Optional.of(new JsonEditor.Child(document.at(path).orElseThrow(), i));
            for (int j = 0; j < nested.size(); j++)
                if (isOurHook(nested.get(j)))
                    return Optional.of(new JsonEditor.Child(
                            ((JsonNode.Obj) hook).member(NESTED).orElseThrow().value(), j));
        }
        return Optional.empty();
    }

    private boolean isOurHook(JsonNode hook) {
        return hook.string("command").filter(isOurs).isPresent()
                || hook.string("url").filter(isOurs).isPresent();
    }

    private static List<JsonNode> nested(JsonNode hook) {
        return hook instanceof JsonNode.Obj object
                ? elements(object.member(NESTED).map(JsonNode.Member::value))
                : List.of();
    }

    private static List<JsonNode> elements(Optional<JsonNode> array) {
        return array.filter(JsonNode.Arr.class::isInstance)
                .map(node -> ((JsonNode.Arr) node).elements())
                .orElse(List.of());
    }
}
