package mesh.adapter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import mesh.adapter.wire.HttpGuest;
import mesh.adapter.wire.LargeDocuments;

/** Hands requests to a guest of the server, with their bodies checked and read, so that no guest has to guard itself. */
final class GuestRoute implements Routes.Handler {
    private static final byte[] NOTHING = {};

    private final HttpGuest guest;
    private final Replies replies;
    private final InFlight inFlight;
    private final Attendance attendance;
    private final Predicate<HttpExchange> isWelcome;
    private final int maxBodyBytes;

    /** @param isWelcome whether what is streamed may go on */
    GuestRoute(
            HttpGuest guest,
            Replies replies,
            InFlight inFlight,
            Attendance attendance,
            Predicate<HttpExchange> isWelcome,
            int maxBodyBytes) {
        this.isWelcome = isWelcome;
        this.maxBodyBytes = maxBodyBytes;
        this.guest = guest;
        this.replies = replies;
        this.inFlight = inFlight;
        this.attendance = attendance;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        GuestReply reply = new GuestReply(exchange, replies, () -> isWelcome.test(exchange), inFlight::end);
        LargeDocuments.Room room = Requests.room(exchange, maxBodyBytes);
        try {
            HttpGuest.Request request = request(exchange);
            inFlight.beginMore();
            serve(request, reply);
        } finally {
            room.leave();
        }
        attendance.attend(reply.end);
    }

    private void serve(HttpGuest.Request request, GuestReply reply) throws IOException {
        try {
            guest.serve(request, reply);
        } catch (IOException | RuntimeException e) {
            reply.end();
            throw e;
        }
    }

    private HttpGuest.Request request(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        String query = exchange.getRequestURI().getRawQuery();
        return new HttpGuest.Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                hasBody(exchange) ? Requests.body(exchange, maxBodyBytes) : NOTHING);
    }

    private static boolean hasBody(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String length = headers.getFirst("Content-Length");
        return exchange.getRequestMethod().equals("POST")
                || headers.containsKey("Transfer-Encoding")
                || length != null && !length.equals("0");
    }
}
