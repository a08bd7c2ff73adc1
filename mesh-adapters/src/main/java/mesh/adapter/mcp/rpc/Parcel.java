package mesh.adapter.mcp.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;

/** What comes at once, in one line or one body: a message, or an array of them ({@code batch}). */
public record Parcel(List<Incoming> messages, boolean batch) {
    /** Largest parcel that is read. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int MAX_BATCH = 100;
    private static final String WRAPPED = "batch";
    private static final int WRAPPING_BYTES = 16;

    public Parcel {
        messages = List.copyOf(messages);
    }

    /** @throws RpcError when it is no JSON, or neither an object nor an array of objects */
    public static Parcel parse(byte[] utf8) {
        String text = text(utf8).strip();
        return text.startsWith("[")
                ? new Parcel(batch(text), true)
                : new Parcel(List.of(Incoming.of(object(utf8))), false);
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RpcError(RpcError.PARSE_ERROR, "Parse error: the message is not UTF-8");
        }
    }

    private static List<Incoming> batch(String array) {
        JsonObject wrapper = object(("{\"" + WRAPPED + "\":" + array + "}").getBytes(StandardCharsets.UTF_8));
        List<Incoming> messages = new ArrayList<>();
        try {
            for (JsonObject message : wrapper.objects(WRAPPED)) messages.add(Incoming.of(message));
        } catch (InvalidInput e) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Invalid request: a batch " + rule(e));
        }
        if (messages.isEmpty() || messages.size() > MAX_BATCH || wrapper.names().size() > 1)
            throw new RpcError(
                    RpcError.INVALID_REQUEST, "Invalid request: a batch must hold 1 to " + MAX_BATCH + " messages");
        return messages;
    }

    private static JsonObject object(byte[] utf8) {
        try {
            return JsonObject.parse(utf8, MAX_BYTES + WRAPPING_BYTES);
        } catch (InvalidInput e) {
            throw new RpcError(RpcError.PARSE_ERROR, "Parse error: the message " + rule(e));
        }
    }

    private static String rule(InvalidInput e) {
        return e.getMessage().substring(e.field().length() + 1);
    }

    /** The only message, where it is a request. */
    public boolean isRequest(String method) {
        return !batch
                && messages.get(0) instanceof Incoming.Request request
                && request.method().equals(method);
    }

    public boolean hasRequests() {
        return messages.stream()
                .anyMatch(message -> message instanceof Incoming.Request || message instanceof Incoming.Malformed);
    }
}
