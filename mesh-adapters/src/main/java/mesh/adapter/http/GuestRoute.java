package mesh.adapter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mesh.adapter.wire.HttpGuest;

/** Hands requests to a guest of the server, with their bodies checked and read, so that no guest has to guard itself. */
final class GuestRoute implements Routes.Handler {
    private static final byte[] NOTHING = {};

    private final HttpGuest guest;
    private final Replies replies;
    private final InFlight inFlight;
    private final Attendance attendance;
    private final int maxBodyBytes;

    GuestRoute(HttpGuest guest, Replies replies, InFlight inFlight, Attendance attendance, int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
        this.guest = guest;
        this.replies = replies;
        this.inFlight = inFlight;
        this.attendance = attendance;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        HttpGuest.Request request = request(exchange);
        inFlight.beginMore();
        GuestReply reply = new GuestReply(exchange, replies, inFlight::end);
        try {
            guest.serve(request, reply);
        } catch (IOException | RuntimeException e) {
            reply.end();
            throw e;
        }
        attendance.attend(reply.end);
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
