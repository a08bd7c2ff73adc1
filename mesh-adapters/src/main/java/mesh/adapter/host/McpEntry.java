package mesh.adapter.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mesh.adapter.host.file.JsonMember;

/** The entry by which hosts know our MCP server. */
final class McpEntry {
    static final String NAME = "slm-mesh";

    /** What the entry holds in other modes and versions. */
    private static final List<String> RETIRED = List.of("type", "command", "args", "env", "url", "headers");

    private McpEntry() {}

    /** In an object called {@code mcpServers}, which most hosts have. */
    static JsonMember member(Place place) {
        return member("mcpServers", Map.of(), place);
    }

    /** @param first keys that this host wants before the command */
    static JsonMember member(String container, Map<String, Object> first, Place place) {
        Map<String, Object> entry = new LinkedHashMap<>(first);
        entry.putAll(values(place));
        return new JsonMember(List.of(container), NAME, entry, RETIRED);
    }

    static Map<String, Object> values(Place place) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("command", place.program().executable());
        entry.put("args", place.program().arguments("mcp"));
        if (!place.program().environment().isEmpty())
            entry.put("env", new TreeMap<>(place.program().environment()));
        return entry;
    }
}
