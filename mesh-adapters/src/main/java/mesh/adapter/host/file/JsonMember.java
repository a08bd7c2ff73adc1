package mesh.adapter.host.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A named entry of ours in a JSON object: {@code mcpServers."slm-mesh"}. What a person or the host added inside it
 * ({@code "trust": true}) survives an update.
 *
 * @param path of the object
 * @param value of the entry
 * @param retired keys of the entry that other versions or modes of it have: gone unless {@code value} sets them
 */
public record JsonMember(List<String> path, String name, Map<String, Object> value, List<String> retired)
        implements Part {
    @Override
    public String putInto(String text) throws BrokenFile {
        List<String> entry = new ArrayList<>(path);
        entry.add(name);
        boolean present = !text.isBlank()
                && JsonText.parse(text)
                        .at(entry)
                        .filter(JsonNode.Obj.class::isInstance)
                        .isPresent();
        if (!present) return JsonEditor.withMember(text, path, name, value);
        String now = text;
        for (String key : retired) if (!value.containsKey(key)) now = JsonEditor.withoutMember(now, entry, key);
        for (Map.Entry<String, Object> each : value.entrySet())
            now = JsonEditor.withMember(now, entry, each.getKey(), each.getValue());
        return now;
    }

    @Override
    public String takeOutOf(String text, Optional<String> original) throws BrokenFile {
        if (text.isBlank()) return text;
        String without = JsonEditor.withoutMember(text, path, name);
        return without.equals(text) ? text : JsonEditor.withoutEmptied(without, path, original);
    }
}
