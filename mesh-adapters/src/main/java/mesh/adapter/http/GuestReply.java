package mesh.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import mesh.adapter.wire.HttpGuest;

/** Carries a guest's answer to its client. */
final class GuestReply implements HttpGuest.Reply {
    private final HttpExchange exchange;
    private final Replies replies;
    private final BooleanSupplier isWelcome;
    private final Runnable onEnd;
    /** Done when the answer is out or given up: with why the client cannot have it, if that is so. */
    final CompletableFuture<Optional<IOException>> end = new CompletableFuture<>();

    /**
     * @param isWelcome whether a stream may go on
     * @param onEnd run once, when the answer is out or given up
     */
    GuestReply(HttpExchange exchange, Replies replies, BooleanSupplier isWelcome, Runnable onEnd) {
        this.isWelcome = isWelcome;
        this.exchange = exchange;
        this.replies = replies;
        this.onEnd = onEnd;
    }

    @Override
    public HttpGuest.Reply header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
        return this;
    }

    @Override
    public boolean send(int status, String contentType, byte[] body) {
        return ended(replies.sendLater(exchange, () -> replies.send(exchange, status, contentType, body)));
    }

    @Override
    public void send(int status) {
        ended(replies.sendLater(exchange, () -> replies.sendEmpty(exchange, status)));
    }

    @Override
    public OutputStream stream(int status, String contentType) throws IOException {
        header("Content-Type", contentType).header("Cache-Control", "no-store");
        try {
            replies.watch().during(() -> {
                exchange.sendResponseHeaders(status, 0);
                exchange.getResponseBody().flush();
            });
            return new Body(exchange.getResponseBody());
        } catch (IOException e) {
            exchange.close();
            ended(Optional.of(e));
            throw e;
        }
    }

    void end() {
        ended(Optional.empty());
    }

    private boolean ended(Optional<IOException> failure) {
        if (end.complete(failure)) onEnd.run();
        return failure.isEmpty();
    }

    /** A body that is flushed with each write and watched during it. */
    private final class Body extends OutputStream {
        private final OutputStream out;
        private volatile Optional<IOException> failure = Optional.empty();

        private Body(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            during(() -> {
                if (!isWelcome.getAsBoolean()) throw new IOException("The token was replaced");
                out.write(bytes, offset, length);
                out.flush();
            });
        }

        private void during(WriteWatch.Work work) throws IOException {
            try {
                replies.watch().during(work);
            } catch (IOException e) {
                failure = Optional.of(e);
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                during(out::close);
            } finally {
                exchange.close();
                ended(failure);
            }
        }
    }
}
