package mesh.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.EventJson;
import mesh.domain.Refusal;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventQuery;
import mesh.domain.event.Sequence;
import mesh.port.in.EventFeed;

/** Event streams: {@code GET /events/stream?since=&types=}, resumed by {@code Last-Event-ID}. */
final class StreamRoute implements Routes.Handler, AutoCloseable {
    /** Streams at one time; each holds a thread and a queue. */
    static final int MAX_STREAMS = 64;

    private static final String LAST_ID = "Last-Event-ID";

    private final EventFeed feed;
    private final Replies replies;
    private final Duration heartbeat;
    private final Predicate<HttpExchange> isWelcome;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    StreamRoute(EventFeed feed, Replies replies, Duration heartbeat, Predicate<HttpExchange> isWelcome) {
        this.isWelcome = isWelcome;
        this.feed = feed;
        this.replies = replies;
        this.heartbeat = heartbeat;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        EventQuery query = query(exchange);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Type", EventStream.CONTENT_TYPE);
            replies.sendEmpty(exchange, 200);
            return;
        }
        Optional<Sequence> start = start(query);
        EventStream stream =
                new EventStream(feed, query.types(), replies.watch(), heartbeat, () -> isWelcome.test(exchange));
        streams.add(stream);
        try {
            if (streams.size() > MAX_STREAMS)
                throw new Refusal.LimitReached("There are " + MAX_STREAMS + " event streams already; close one first.");
            stream.serve(exchange, start);
        } finally {
            streams.remove(stream);
        }
    }

    private static EventQuery query(HttpExchange exchange) {
        Optional<String> since =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(LAST_ID));
        List<String> types = new ArrayList<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
            if (name.equals("since") && since.isEmpty() && !value.isEmpty()) since = Optional.of(value);
            if (name.equals("types")) for (String type : value.split(",")) if (!type.isBlank()) types.add(type.strip());
        }
        return EventJson.query(since, types, EventQuery.MAX_LIMIT);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpRefusal(ErrorCode.INVALID_INPUT, "The query must be percent-encoded.");
        }
    }

    /** Where to begin: a time is the sequence before the first event after it. */
    private Optional<Sequence> start(EventQuery query) {
        if (query.afterTime().isEmpty()) return query.afterSeq();
        EventPage first = feed.read(new EventQuery(query.types(), Optional.empty(), query.afterTime(), 1));
        return Optional.of(
                first.events().isEmpty()
                        ? first.cursor()
                        : new Sequence(first.events().get(0).seq().value() - 1));
    }

    /** Streams that are open. */
    int open() {
        return streams.size();
    }

    @Override
    public void close() {
        streams.forEach(EventStream::close);
    }
}
