package mesh.adapter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import mesh.adapter.wire.Answer;

/** Writes answers: each with its length, in one piece, within a time. */
final class Replies {
    private static final Logger LOG = System.getLogger(Replies.class.getName());
    private static final String JSON = "application/json";

    private final WriteWatch watch;

    Replies(WriteWatch watch) {
        this.watch = watch;
    }

    WriteWatch watch() {
        return watch;
    }

    void send(HttpExchange exchange, Answer answer) throws IOException {
        if (!answer.retryAfter().isZero())
            exchange.getResponseHeaders().set("Retry-After", Long.toString(wholeSeconds(answer.retryAfter())));
        send(exchange, answer.status(), JSON, answer.body());
    }

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }

    /**
     * Sends and ends the exchange.
     *
     * @throws IOException when the client is gone; to be passed on to the server, which forgets a connection then alone
     */
    void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", contentType);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        watch.during(() -> write(exchange, status, body));
        exchange.close();
    }

    /** {@link #send} by a thread that is not the handler's. @return why the client cannot have the answer */
    Optional<IOException> sendLater(HttpExchange exchange, Sending sending) {
        try {
            sending.run();
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A client went away before it had its answer", e);
            exchange.close();
            return Optional.of(e);
        }
    }

    /** Sends an answer. */
    @FunctionalInterface
    interface Sending {
        void run() throws IOException;
    }

    private static void write(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.close();
    }

    /** Ends the exchange with a status alone. @throws IOException as {@link #send} does */
    void sendEmpty(HttpExchange exchange, int status) throws IOException {
        watch.during(() -> exchange.sendResponseHeaders(status, -1));
        exchange.close();
    }
}
