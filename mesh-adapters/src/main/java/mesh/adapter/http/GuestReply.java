package mesh.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import mesh.adapter.wire.HttpGuest;

/** Carries a guest's answer to its client. */
final class GuestReply implements HttpGuest.Reply {
    private final HttpExchange exchange;
    private final Replies replies;
    private final Runnable onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** @param onEnd run once, when the answer is out or given up */
    GuestReply(HttpExchange exchange, Replies replies, Runnable onEnd) {
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
        try {
            return replies.send(exchange, status, contentType, body);
        } finally {
            end();
        }
    }

    @Override
    public void send(int status) {
        try {
            replies.sendEmpty(exchange, status);
        } finally {
            end();
        }
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
            end();
            throw e;
        }
    }

    void end() {
        if (ended.compareAndSet(false, true)) onEnd.run();
    }

    /** A body that is flushed with each write and watched during it. */
    private final class Body extends OutputStream {
        private final OutputStream out;

        private Body(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            replies.watch().during(() -> {
                out.write(bytes, offset, length);
                out.flush();
            });
        }

        @Override
        public void close() throws IOException {
            try {
                replies.watch().during(out::close);
            } finally {
                exchange.close();
                end();
            }
        }
    }
}
