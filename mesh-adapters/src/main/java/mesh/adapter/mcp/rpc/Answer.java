package mesh.adapter.mcp.rpc;

import static java.util.Objects.requireNonNull;

import mesh.adapter.wire.JsonWriter;

/**
 * The result of a request.
 *
 * @param members the result object's members as JSON, without its braces, so that an era can add its own
 */
public record Answer(String members, HandOver handOver) {
    public static final Answer EMPTY = of("");

    public Answer {
        requireNonNull(members);
        requireNonNull(handOver);
    }

    public static Answer of(String members) {
        return new Answer(members, HandOver.PLAIN);
    }

    /** From an object that has been ended. */
    public static Answer of(JsonWriter object) {
        return of(object, HandOver.PLAIN);
    }

    /** From an object that has been ended. */
    public static Answer of(JsonWriter object, HandOver handOver) {
        String json = object.toString();
        return new Answer(json.substring(1, json.length() - 1), handOver);
    }

    /** The whole response. @param id of the request as JSON */
    public String response(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{" + members + "}}";
    }
}
