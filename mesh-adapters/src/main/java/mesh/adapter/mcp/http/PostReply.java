package mesh.adapter.mcp.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import mesh.adapter.mcp.rpc.Outbox;
import mesh.adapter.mcp.rpc.Pump;
import mesh.adapter.mcp.rpc.Reply;
import mesh.adapter.mcp.tool.Workers;

/**
 * The response to a POST: one JSON document where the answer is soon there, else a stream of events that ends with it.
 * No thread waits in between, and the stream's beat shows whether the client still does: when it is gone, so is the call.
 */
public final class PostReply implements Outbox {
    /** After this the answer comes as a stream. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration BEAT = Duration.ofSeconds(1);
    /** What lasts longer than any call is a stream of its own kind, and beats less often. */
    private static final int QUICK_BEATS = 60;

    private static final int SLOWER = 15;

    private final McpExchange exchange;
    private final Workers workers;
    private final Pump notifications;
    private final ReentrantLock lock = new ReentrantLock();
    private CompletableFuture<Optional<Reply>> reply;
    private ScheduledFuture<?> beat;
    private EventStream stream;
    private boolean ended;
    private int beats;

    public PostReply(McpExchange exchange, Workers workers) {
        this.exchange = requireNonNull(exchange);
        this.workers = requireNonNull(workers);
        this.notifications = new Pump(workers.calls(), this::write, false);
    }

    /** Brings {@code coming} to the client when it is there; returns at once. */
    public void send(CompletableFuture<Optional<Reply>> coming) {
        lock.lock();
        try {
            reply = coming;
            if (exchange.acceptsEvents() && !coming.isDone())
                beat = workers.timer()
                        .scheduleWithFixedDelay(
                                () -> workers.calls().execute(this::beat),
                                SOON.toMillis(),
                                BEAT.toMillis(),
                                TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
        coming.whenCompleteAsync(
                (result, failure) -> end(failure == null ? result : Optional.empty()), workers.calls());
    }

    /** Goes to the client before the answer, as part of a stream; a client that reads no streams gets none. */
    @Override
    public boolean notify(String method, Supplier<String> params) {
        boolean accepted = exchange.acceptsEvents() && notifications.notify(method, params);
        if (accepted) stream();
        return accepted;
    }

    private boolean write(String json) {
        EventStream open = stream();
        return open != null && open.send(json);
    }

    /** The stream, begun if it was not; {@code null} when all is over. */
    private EventStream stream() {
        lock.lock();
        try {
            if (ended) return null;
            if (stream == null) {
                stream = exchange.events();
                notifications.resume();
            }
            return stream;
        } finally {
            lock.unlock();
        }
    }

    private void beat() {
        EventStream open = isDue() ? stream() : null;
        if (open == null || open.comment()) return;
        lock.lock();
        try {
            if (reply != null) reply.cancel(true);
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        lock.lock();
        try {
            return ++beats <= QUICK_BEATS || beats % SLOWER == 0;
        } finally {
            lock.unlock();
        }
    }

    private void end(Optional<Reply> result) {
        EventStream open;
        lock.lock();
        try {
            if (beat != null) beat.cancel(false);
            ended = true;
            open = stream;
        } finally {
            lock.unlock();
        }
        if (open != null) {
            result.ifPresent(answer -> answer.deliver(open::send));
            open.close();
        } else if (result.isPresent()) {
            result.get().deliver(json -> exchange.json(200, json));
        } else {
            exchange.empty(202);
        }
    }
}
