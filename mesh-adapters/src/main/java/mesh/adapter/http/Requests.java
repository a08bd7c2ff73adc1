package mesh.adapter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import mesh.adapter.wire.Caller;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.LargeDocuments;

/** Reads requests: their bodies within limits, and who makes them. */
final class Requests {
    static final String PEER_TOKEN = "X-Mesh-Peer-Token";
    static final int MAX_BODY_BYTES = JsonObject.MAX_BYTES;

    private static final int MAX_LENGTH_DIGITS = 15;
    /** Claimed lengths up to this are believed; beyond it the buffer grows with what comes. */
    private static final int BELIEVED_BYTES = 16 * 1024;

    private Requests() {}

    /** @throws HttpRefusal for a body that is not JSON by its head, or too large */
    static byte[] body(HttpExchange exchange) throws IOException {
        return body(exchange, MAX_BODY_BYTES);
    }

    /** @throws HttpRefusal for a body that is not JSON by its head, or longer than {@code max} */
    static byte[] body(HttpExchange exchange, int max) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        if (!isJson(headers.getFirst("Content-Type")))
            throw new HttpRefusal(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body must be JSON in UTF-8: Content-Type: application/json.");
        return headers.containsKey("Transfer-Encoding")
                ? chunkedBody(exchange.getRequestBody(), max)
                : read(exchange.getRequestBody(), length(headers.getFirst("Content-Length"), max));
    }

    /** Room for a body of at most {@code max} bytes, before it is read. */
    static LargeDocuments.Room room(HttpExchange exchange, int max) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        boolean counted = length != null
                && length.length() <= MAX_LENGTH_DIGITS
                && length.chars().allMatch(Requests::isDigit);
        long bytes = counted && !length.isEmpty() ? Long.parseLong(length) : 0;
        boolean chunked = exchange.getRequestHeaders().containsKey("Transfer-Encoding");
        return LargeDocuments.OF_THIS_PROCESS.await(chunked ? max : bytes > max ? 0 : bytes);
    }

    private static boolean isJson(String type) {
        if (type == null) return false;
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals("application/json")) return false;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset=") && !parameter.matches("charset=(utf-8|\"utf-8\")")) return false;
        }
        return true;
    }

    private static int length(String text, int max) {
        if (text == null)
            throw new HttpRefusal(ErrorCode.LENGTH_REQUIRED, "There must be a body with its Content-Length.");
        if (text.isEmpty() || text.length() > MAX_LENGTH_DIGITS || !text.chars().allMatch(Requests::isDigit))
            throw new HttpRefusal(ErrorCode.INVALID_INPUT, "Content-Length must be a number in digits.");
        long length = Long.parseLong(text);
        if (length > max) throw tooLarge(max);
        return (int) length;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static byte[] read(InputStream in, int length) throws IOException {
        byte[] body = length > BELIEVED_BYTES ? in.readNBytes(length) : new byte[length];
        int read = length > BELIEVED_BYTES ? body.length : in.readNBytes(body, 0, length);
        if (read < length) throw new IOException("The body ended early");
        return body;
    }

    private static byte[] chunkedBody(InputStream in, int max) throws IOException {
        byte[] body = in.readNBytes(max + 1);
        if (body.length > max) throw tooLarge(max);
        return body;
    }

    private static HttpRefusal tooLarge(int max) {
        return new HttpRefusal(ErrorCode.TOO_LARGE, "The body must have at most " + max + " bytes.");
    }

    static Caller caller(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst(PEER_TOKEN);
        return token == null ? Caller.ANONYMOUS : Caller.with(token.strip());
    }
}
