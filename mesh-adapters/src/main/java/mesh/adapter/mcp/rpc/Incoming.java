package mesh.adapter.mcp.rpc;

import java.util.Optional;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;

/** One message from the client. */
public sealed interface Incoming {
    /** Wants an answer. @param id as JSON: a string or a number */
    record Request(String id, String method, JsonObject params) implements Incoming {}

    /** Wants none. */
    record Notification(String method, JsonObject params) implements Incoming {}

    /** Answers something that the server asked. @param id as JSON @param result empty where the client refused */
    record Response(String id, Optional<JsonObject> result) implements Incoming {}

    /** Is no JSON-RPC message. @param id as JSON where it could be read, else {@code null} */
    record Malformed(String id, RpcError error) implements Incoming {}

    static Incoming of(JsonObject message) {
        String id = null;
        try {
            id = id(message, "id");
            if (!message.optString("jsonrpc").filter("2.0"::equals).isPresent())
                throw new InvalidInput("jsonrpc", "must be \"2.0\"");
            if (!message.has("method") && (message.has("result") || message.has("error")))
                return new Response(id, message.optObject("result"));
            String method = message.string("method");
            return id == null ? new Notification(method, params(message)) : new Request(id, method, params(message));
        } catch (InvalidInput e) {
            return new Malformed(id, new RpcError(RpcError.INVALID_REQUEST, "Invalid request: " + e.getMessage()));
        }
    }

    private static JsonObject params(JsonObject message) {
        return message.optObject("params").orElse(JsonObject.EMPTY);
    }

    /** A request's id as it stands in another field, as JSON; empty where it is absent or of another type. */
    static Optional<String> idIn(JsonObject object, String field) {
        try {
            return Optional.ofNullable(id(object, field));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    private static String id(JsonObject object, String field) {
        if (!object.has(field)) return null;
        if (object.isInteger(field)) return String.valueOf(object.integer(field));
        String array =
                new JsonWriter().array().value(object.string(field)).endArray().toString();
        return array.substring(1, array.length() - 1);
    }
}
