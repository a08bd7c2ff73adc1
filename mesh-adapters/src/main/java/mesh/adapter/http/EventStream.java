package mesh.adapter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import mesh.adapter.wire.EventJson;
import mesh.adapter.wire.JsonWriter;
import mesh.adapter.wire.NoticeQueue;
import mesh.domain.Notice;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.port.in.EventFeed;

/**
 * One stream of events as Server-Sent Events (WHATWG HTML, section 9.2): the id of each is its sequence, so that a client
 * that reconnects with {@code Last-Event-ID} misses nothing. Written by the thread that {@link #serve serves} it.
 */
final class EventStream implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventStream.class.getName());
    static final String CONTENT_TYPE = "text/event-stream";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final byte[] STILL_HERE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final EventFeed feed;
    private final Set<EventPattern> patterns;
    private final WriteWatch watch;
    private final Duration heartbeat;
    private final BooleanSupplier isWelcome;
    private final NoticeQueue queue = new NoticeQueue();

    /** @param isWelcome whether its client may go on to be told; asked every second */
    EventStream(
            EventFeed feed,
            Set<EventPattern> patterns,
            WriteWatch watch,
            Duration heartbeat,
            BooleanSupplier isWelcome) {
        this.isWelcome = isWelcome;
        this.feed = feed;
        this.patterns = patterns;
        this.watch = watch;
        this.heartbeat = heartbeat;
    }

    /**
     * Streams until the stream is closed; ends the exchange.
     *
     * @throws IOException when the client leaves or is too slow
     */
    void serve(HttpExchange exchange, Optional<Sequence> since) throws IOException {
        try {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", CONTENT_TYPE);
            headers.set("Cache-Control", "no-store");
            headers.set("Connection", "close"); // a stream ends with its connection
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            write(out, STILL_HERE); // so that the client sees at once that it is connected
            Optional<Sequence> reached = since.isPresent() ? Optional.of(catchUp(out, since.get())) : since;
            follow(out, reached);
            out.close();
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "An event stream was interrupted", e);
            Thread.currentThread().interrupt();
            exchange.close();
        } finally {
            close();
        }
    }

    /** Writes the past page by page, at the speed of its reader, until little of it is left. */
    private Sequence catchUp(OutputStream out, Sequence since) throws IOException {
        Sequence reached = since;
        while (!queue.isClosed()) {
            EventPage page =
                    feed.read(new EventQuery(patterns, Optional.of(reached), Optional.empty(), EventQuery.MAX_LIMIT));
            if (page.events().size() < EventQuery.MAX_LIMIT) return reached;
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            for (MeshEvent event : page.events()) append(batch, event);
            write(out, batch.toByteArray());
            reached = page.cursor();
        }
        return reached;
    }

    private void follow(OutputStream out, Optional<Sequence> since) throws IOException, InterruptedException {
        Duration lookAgain = heartbeat.compareTo(LOOK_AGAIN) < 0 ? heartbeat : LOOK_AGAIN;
        EventFeed.Following following = feed.followEvents(patterns, since, queue::offer);
        try {
            long toldAt = System.nanoTime();
            for (List<Notice> notices = queue.take(lookAgain);
                    (!notices.isEmpty() || !queue.isClosed()) && isWelcome.getAsBoolean();
                    notices = queue.take(lookAgain)) {
                boolean silent = System.nanoTime() - toldAt >= heartbeat.toNanos();
                if (notices.isEmpty() && !silent) continue;
                write(out, notices.isEmpty() ? STILL_HERE : batch(notices));
                toldAt = System.nanoTime();
            }
        } finally {
            following.close();
        }
    }

    private static byte[] batch(List<Notice> notices) {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        for (Notice notice : notices) if (notice instanceof Notice.OfEvent event) append(batch, event.event());
        return batch.toByteArray();
    }

    private static void append(ByteArrayOutputStream batch, MeshEvent event) {
        JsonWriter json = new JsonWriter();
        EventJson.write(json, event);
        batch.writeBytes(
                ("id: " + event.seq().value() + "\nevent: " + event.type().value() + "\ndata: ")
                        .getBytes(StandardCharsets.UTF_8));
        batch.writeBytes(json.bytes());
        batch.write('\n');
        batch.write('\n');
    }

    private void write(OutputStream out, byte[] bytes) throws IOException {
        watch.during(() -> {
            out.write(bytes);
            out.flush();
        });
    }

    /** Ends the stream, once what waits to be written is written. */
    @Override
    public void close() {
        queue.close();
    }
}
