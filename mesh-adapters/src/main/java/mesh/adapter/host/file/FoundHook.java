package mesh.adapter.host.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A hook of ours as it stands in a configuration file.
 *
 * @param event the host's name for when it fires
 * @param target the command line, or the URL
 * @param headers of a request to the URL; empty for a command
 */
public record FoundHook(String event, String target, Map<String, String> headers) {
    public boolean isUrl() {
        return target.startsWith("http://") || target.startsWith("https://");
    }

    /** Those in a file whose {@code hooks} are one array for each event. */
    public static List<FoundHook> in(byte[] content, Predicate<String> isOurs) throws BrokenFile {
        String text = TextFile.of(content).text();
        List<FoundHook> found = new ArrayList<>();
        if (text.isBlank()) return found;
        Optional<JsonNode> hooks = JsonText.parse(text).at(List.of("hooks"));
        if (hooks.isEmpty() || !(hooks.get() instanceof JsonNode.Obj events)) return found;
        for (JsonNode.Member event : events.members()) collect(event.name(), event.value(), isOurs, found);
        return found;
    }

    private static void collect(String event, JsonNode node, Predicate<String> isOurs, List<FoundHook> found) {
        if (node instanceof JsonNode.Arr array) {
            for (JsonNode element : array.elements()) collect(event, element, isOurs, found);
            return;
        }
        if (!(node instanceof JsonNode.Obj hook)) return;
        hook.string("command")
                .or(() -> hook.string("url"))
                .filter(isOurs)
                .ifPresent(target -> found.add(new FoundHook(event, target, headers(hook))));
        hook.member("hooks").ifPresent(nested -> collect(event, nested.value(), isOurs, found));
    }

    private static Map<String, String> headers(JsonNode.Obj hook) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (hook.member("headers").map(JsonNode.Member::value).orElse(null) instanceof JsonNode.Obj all)
            for (JsonNode.Member header : all.members())
                all.string(header.name()).ifPresent(value -> headers.put(header.name(), value));
        return headers;
    }
}
