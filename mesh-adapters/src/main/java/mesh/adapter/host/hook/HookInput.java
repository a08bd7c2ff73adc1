package mesh.adapter.host.hook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mesh.domain.InvalidInput;

/**
 * What a host wrote to a hook's standard input. It may hold whole files and tool results; only what the mesh could need
 * is kept. A field of another type than expected counts as absent: hosts change, and a hook does not stop for that.
 */
public final class HookInput {
    /** Far beyond any tool call; more is refused before it fills the memory. */
    private static final int MAX_STRING_CHARS = 32 * 1024 * 1024;

    private static final int MAX_DEPTH = 200;

    /** Never needed, and often long. */
    private static final Set<String> SKIPPED = Set.of(
            "tool_response",
            "tool_output",
            "content",
            "contents",
            "new_string",
            "old_string",
            "new_source",
            "prompt",
            "prompt_response",
            "last_assistant_message",
            "text",
            "response",
            "mcp_context");

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_STRING_CHARS)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .build();

    private final Map<String, Object> fields;

    private HookInput(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** @throws InvalidInput when it is not a JSON object */
    public static HookInput read(InputStream in) {
        try (JsonParser parser = JSON.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT)
                throw new InvalidInput("standard input", "must be the JSON object that a host gives its hooks");
            return new HookInput(object(parser));
        } catch (IOException e) {
            throw new InvalidInput("standard input", "must be the JSON object that a host gives its hooks");
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (SKIPPED.contains(name)) parser.skipChildren();
            else {
                Object value = value(parser, token);
                if (value != null) fields.put(name, value);
            }
        }
        return fields;
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    Object item = value(parser, next);
                    if (item != null) items.add(item);
                }
                yield items;
            }
            case VALUE_NUMBER_INT -> parser.getText();
            default -> null;
        };
    }

    /** The string (or whole number) at a path of names; the empty string counts as absent. */
    Optional<String> string(String... path) {
        return at(path).filter(String.class::isInstance).map(String.class::cast).filter(text -> !text.isEmpty());
    }

    boolean isTrue(String... path) {
        return at(path).filter(Boolean.TRUE::equals).isPresent();
    }

    /** The first string of an array. */
    Optional<String> first(String... path) {
        return at(path).filter(
                        value -> value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String)
                .map(value -> (String) ((List<?>) value).get(0));
    }

    /** The string {@code name} of each object in an array. */
    List<String> each(String name, String... path) {
        List<String> found = new ArrayList<>();
        if (at(path).orElse(null) instanceof List<?> items)
            for (Object item : items)
                if (item instanceof Map<?, ?> map && map.get(name) instanceof String text) found.add(text);
        return found;
    }

    private Optional<Object> at(String... path) {
        Object value = fields;
        for (String name : path) value = value instanceof Map<?, ?> map ? map.get(name) : null;
        return Optional.ofNullable(value);
    }
}
