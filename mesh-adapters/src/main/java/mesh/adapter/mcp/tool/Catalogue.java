package mesh.adapter.mcp.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mesh.adapter.wire.JsonObject;

/** What the tools are called, what they take and what they give: {@code tools.json}, as it is sent. */
public final class Catalogue {
    /** The array of all eight tools as compact JSON. */
    public static final String TOOLS = load();

    private Catalogue() {}

    /** What the arguments of a tool are called. */
    static List<String> arguments(String tool) {
        return Arguments.OF_TOOL.get(tool);
    }

    /** Taken from the catalogue at the first call of a tool, not before: listing tools has to be fast. */
    private static final class Arguments {
        static final Map<String, List<String>> OF_TOOL = new HashMap<>();

        static {
            for (JsonObject tool : JsonObject.parse("{\"tools\":" + TOOLS + "}").objects("tools"))
                OF_TOOL.put(
                        tool.string("name"),
                        tool.object("inputSchema").object("properties").names());
        }
    }

    private static String load() {
        try (InputStream file = Catalogue.class.getResourceAsStream("tools.json")) {
            return compact(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The program lacks its tools.json", e);
        }
    }

    /** The same JSON without the white space between its tokens. */
    private static String compact(String json) {
        StringBuilder out = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' && json.charAt(i - 1) != '\\') inString = !inString;
            if (inString || c > ' ') out.append(c);
        }
        return out.toString();
    }
}
