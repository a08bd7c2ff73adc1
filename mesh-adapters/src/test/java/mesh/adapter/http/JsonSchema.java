package mesh.adapter.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;

/** As much of JSON Schema as the description of the API uses, and stricter: a member that is not described is a fault. */
final class JsonSchema {
    private static final String PREFIX = "#/components/schemas/";

    private final JsonObject schemas;

    JsonSchema(JsonObject schemas) {
        this.schemas = schemas;
    }

    /** What is wrong with {@code members}, each with its place; empty for nothing. */
    List<String> faults(JsonObject schema, JsonObject members) {
        List<String> faults = new ArrayList<>();
        check("", schema, members, faults);
        return faults;
    }

    private void check(String place, JsonObject given, JsonObject members, List<String> faults) {
        JsonObject schema = resolved(given);
        for (String required : schema.strings("required"))
            if (!members.names().contains(required)) faults.add(place + required + " is missing");
        Optional<JsonObject> described = schema.optObject("properties");
        if (described.isEmpty()) return; // any object
        for (String name : members.names()) {
            Optional<JsonObject> property = described.get().optObject(name);
            if (property.isEmpty()) faults.add(place + name + " is not described");
            else checkMember(place + name, property.get(), members, name, faults);
        }
    }

    private void checkMember(String place, JsonObject given, JsonObject members, String name, List<String> faults) {
        JsonObject schema = resolved(given);
        if (!members.has(name)) {
            if (!allowsNull(schema)) faults.add(place + " is null");
            return;
        }
        if (schema.has("oneOf")) schema = resolved(schema.objects("oneOf").get(0));
        Optional<String> type = types(schema).stream()
                .filter(candidate -> is(candidate, members, name))
                .findFirst();
        if (type.isEmpty()) {
            faults.add(place + " is none of " + types(schema));
            return;
        }
        if (schema.has("enum") && !schema.strings("enum").contains(members.string(name)))
            faults.add(place + " is none of " + schema.strings("enum"));
        if (type.get().equals("object")) check(place + ".", schema, members.object(name), faults);
        JsonObject items = schema.optObject("items").map(this::resolved).orElse(JsonObject.EMPTY);
        if (type.get().equals("array") && types(items).contains("object"))
            for (JsonObject item : members.objects(name)) check(place + "[].", items, item, faults);
    }

    private JsonObject resolved(JsonObject schema) {
        return schema.optString("$ref")
                .map(ref -> schemas.object(ref.substring(PREFIX.length())))
                .orElse(schema);
    }

    private boolean allowsNull(JsonObject schema) {
        return types(schema).contains("null")
                || schema.objects("oneOf").stream().anyMatch(one -> types(one).contains("null"));
    }

    private static List<String> types(JsonObject schema) {
        if (!schema.has("type")) return List.of();
        try {
            return List.of(schema.string("type"));
        } catch (InvalidInput several) {
            return schema.strings("type");
        }
    }

    private static boolean is(String type, JsonObject members, String name) {
        try {
            return switch (type) {
                case "string" -> members.optString(name).isPresent();
                case "integer" -> members.isInteger(name);
                case "boolean" -> members.optBoolean(name).isPresent();
                case "object" -> members.optObject(name).isPresent();
                case "array" -> isArray(members, name);
                default -> false;
            };
        } catch (InvalidInput another) {
            return false;
        }
    }

    private static boolean isArray(JsonObject members, String name) {
        return isRead(() -> members.strings(name))
                || isRead(() -> members.integers(name))
                || isRead(() -> members.objects(name));
    }

    private static boolean isRead(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (InvalidInput another) {
            return false;
        }
    }
}
