package mesh.adapter.mcp.tool;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.message.MessageId;

/**
 * What a tool says.
 *
 * @param text for the model to read
 * @param structured the same as a JSON object without its closing brace; empty for a refusal
 * @param handedOver unread messages in it: read once the agent has the result
 */
record ToolResult(String text, String structured, boolean refused, List<MessageId> handedOver) {
    ToolResult {
        requireNonNull(text);
        requireNonNull(structured);
        handedOver = List.copyOf(handedOver);
    }

    /** @param structured an object that is still open */
    static ToolResult of(String text, JsonWriter structured) {
        return of(text, structured, List.of());
    }

    static ToolResult of(String text, JsonWriter structured, List<MessageId> handedOver) {
        String object = structured.end().toString();
        return new ToolResult(text, object.substring(0, object.length() - 1), false, handedOver);
    }

    /** @param text says what to do next */
    static ToolResult refused(String text) {
        return new ToolResult(text, "", true, List.of());
    }

    CompletableFuture<ToolResult> now() {
        return CompletableFuture.completedFuture(this);
    }
}
