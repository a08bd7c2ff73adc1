package mesh.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.Caller;
import mesh.adapter.wire.Calls;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.LargeDocuments;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.port.in.Mesh;

/**
 * The calls, each at the path of its name: what takes no body is a GET, the others are POSTs. Calls that wait hold no
 * threads, a few aside: their exchanges are ended when the answers are there.
 */
final class CallRoutes implements AutoCloseable {
    private static final String HEALTH = "health";
    private static final String STATUS = "status";

    private final Calls calls;
    private final Executor threads;
    private final Replies replies;
    private final CallMetrics metrics;
    private final InFlight inFlight;
    private final Attendance attendance;
    private final Set<CompletableFuture<Answer>> waits = ConcurrentHashMap.newKeySet();

    CallRoutes(
            Mesh mesh,
            Executor threads,
            Replies replies,
            CallMetrics metrics,
            InFlight inFlight,
            Attendance attendance) {
        this.calls = new Calls(mesh, threads);
        this.threads = threads;
        this.replies = replies;
        this.metrics = metrics;
        this.inFlight = inFlight;
        this.attendance = attendance;
    }

    void addTo(Routes routes) {
        for (String name : calls.names()) {
            String path = "/" + name;
            switch (name) {
                case HEALTH -> routes.getOpen(path, exchange -> answer(name, exchange));
                case STATUS -> routes.get(path, exchange -> answer(name, exchange));
                default -> routes.post(path, exchange -> read(name, exchange));
            }
        }
    }

    private void read(String name, HttpExchange exchange) throws IOException {
        Caller caller = Requests.caller(exchange);
        CompletableFuture<Answer> answer;
        long start;
        try {
            LargeDocuments.Room room = Requests.room(exchange, Requests.MAX_BODY_BYTES);
            try {
                byte[] bytes = Requests.body(exchange);
                start = System.nanoTime();
                answer = calls.call(name, JsonObject.parse(bytes), caller);
            } finally {
                room.leave();
            }
        } catch (InvalidInput | Refusal.LimitReached e) {
            Answer refused = ErrorJson.answer(e);
            metrics.answered(name, refused.status());
            replies.send(exchange, refused);
            return;
        }
        answer(name, answer, start, exchange);
    }

    private void answer(String name, HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        answer(name, calls.call(name, JsonObject.EMPTY, Requests.caller(exchange)), start, exchange);
    }

    private void answer(String name, CompletableFuture<Answer> answer, long start, HttpExchange exchange)
            throws IOException {
        if (!answer.isDone()) {
            await(name, answer, exchange);
            return;
        }
        Answer now = answer.join();
        metrics.answered(name, now.status(), System.nanoTime() - start);
        replies.send(exchange, now);
    }

    private void await(String name, CompletableFuture<Answer> answer, HttpExchange exchange) throws IOException {
        inFlight.beginMore();
        waits.add(answer);
        if (inFlight.isClosing()) answer.cancel(false);
        CompletableFuture<Optional<IOException>> end = answer.handle((then, thrown) -> {
            try {
                waits.remove(answer);
                Answer last = thrown == null ? then : ErrorJson.answer(thrown);
                metrics.answered(name, last.status());
                return replies.sendLater(exchange, () -> replies.send(exchange, last));
            } finally {
                inFlight.end();
            }
        });
        attendance.attend(end);
    }

    /** Calls that wait for somebody. */
    int waiting() {
        return waits.size();
    }

    /** Ends what waits; each is answered. */
    @Override
    public void close() {
        for (CompletableFuture<Answer> wait : waits) threads.execute(() -> wait.cancel(false));
    }
}
