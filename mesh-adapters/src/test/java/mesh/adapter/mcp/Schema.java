package mesh.adapter.mcp;

import java.util.ArrayList;
import java.util.List;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;

/** Checks an object against the part of JSON Schema 2020-12 that the tool catalogue uses. */
final class Schema {
    private Schema() {}

    /** What is wrong with {@code object}; empty when nothing is. */
    static List<String> violations(JsonObject schema, JsonObject object) {
        List<String> wrong = new ArrayList<>();
        check(schema, object, "$", wrong);
        return wrong;
    }

    private static void check(JsonObject schema, JsonObject object, String path, List<String> wrong) {
        for (String required : schema.strings("required"))
            if (!object.has(required)) wrong.add(path + " lacks " + required);
        JsonObject properties = schema.optObject("properties").orElse(JsonObject.EMPTY);
        for (String name : properties.names())
            if (object.has(name)) checkField(properties.object(name), object, name, path + "." + name, wrong);
    }

    private static void checkField(JsonObject schema, JsonObject object, String name, String path, List<String> wrong) {
        try {
            switch (schema.string("type")) {
                case "string" -> object.string(name);
                case "integer" -> object.integer(name);
                case "boolean" -> object.optBoolean(name);
                case "object" -> check(schema, object.object(name), path, wrong);
                case "array" -> checkArray(schema.object("items"), object, name, path, wrong);
                default -> wrong.add(path + ": the checker does not know the type in its schema");
            }
        } catch (InvalidInput e) {
            wrong.add(path + ": " + e.getMessage());
        }
    }

    private static void checkArray(JsonObject items, JsonObject object, String name, String path, List<String> wrong) {
        if (items.string("type").equals("string")) {
            object.strings(name);
            return;
        }
        for (JsonObject item : object.objects(name)) check(items, item, path + "[]", wrong);
    }
}
