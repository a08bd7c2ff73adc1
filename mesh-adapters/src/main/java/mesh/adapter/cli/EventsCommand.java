package mesh.adapter.cli;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.wire.EventJson;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Notice;
import mesh.domain.Text;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.port.in.EventFeed;

/** {@code slm-mesh events}. */
final class EventsCommand implements Command {
    private static final String FOLLOW = "--follow";
    private static final String TYPE = "--type";
    private static final String SINCE = "--since";
    private static final String LIMIT = "--limit";

    @Override
    public Syntax syntax() {
        return new Syntax("events", "Shows what happened, oldest first.")
                .flag(FOLLOW, "-f", "go on with what happens, until interrupted")
                .repeatable(TYPE, "TYPE", "only this type; prefix.* and * too")
                .option(SINCE, "WHEN", "a duration (10m), a sequence number, or a time (2026-11-05T08:00:00Z)")
                .option(LIMIT, "N", "at most so many, 1 to 200 (50)")
                .note("With --json --follow, each line is one event.");
    }

    @Override
    public int run(Invocation call) throws IOException {
        Arguments arguments = call.arguments();
        Set<EventPattern> types = patterns(arguments);
        String since = arguments.value(SINCE);
        boolean follow = arguments.has(FOLLOW);
        if (follow && arguments.has(LIMIT)) throw new UsageError("--limit does not go with --follow");
        int limit = (int) arguments.number(LIMIT, 1, EventQuery.MAX_LIMIT, EventQuery.DEFAULT_LIMIT);
        if (follow) return follow(call, types, since);
        EventPage page = call.mesh().events().read(query(types, since, limit));
        if (call.json()) return call.answer(EventJson.answer(page));
        if (page.events().isEmpty()) call.remark("No events.");
        else show(call, page);
        return CommandLine.OK;
    }

    static Set<EventPattern> patterns(Arguments arguments) {
        Set<EventPattern> patterns = new LinkedHashSet<>();
        for (String type : arguments.all(TYPE)) patterns.add(new EventPattern(type));
        return patterns;
    }

    private static EventQuery query(Set<EventPattern> types, String since, int limit) {
        if (since == null) return new EventQuery(types, Optional.empty(), Optional.empty(), limit);
        long seq = Arguments.number(since);
        if (seq >= 0) return new EventQuery(types, Optional.of(new Sequence(seq)), Optional.empty(), limit);
        return new EventQuery(types, Optional.empty(), Optional.of(time(since)), limit);
    }

    private static Instant time(String since) {
        if (since.indexOf('T') > 0) {
            try {
                return Instant.parse(since);
            } catch (DateTimeException e) {
                throw new UsageError(SINCE + " must be a time such as 2026-11-05T08:00:00Z; it is \""
                        + Text.shown(since, 60) + "\"");
            }
        }
        return Instant.now().minus(Durations.parse(SINCE, since));
    }

    private static void show(Invocation call, EventPage page) {
        Table table = call.table()
                .spare("SEQ", 0, 2)
                .spare("WHEN", 0, 1)
                .flexible("TYPE", 14)
                .spare("BY", 8, 3)
                .flexible("PAYLOAD", 16);
        Names names = new Names(call.mesh()).withEverybody();
        Instant now = Instant.now();
        for (MeshEvent event : page.events())
            table.row(
                    Long.toString(event.seq().value()),
                    Shown.age(event.createdAt(), now),
                    event.type().value(),
                    names.of(event.emittedBy()),
                    event.payload().json());
        call.print(table.text());
    }

    private static int follow(Invocation call, Set<EventPattern> types, String since) throws IOException {
        Names names = new Names(call.mesh());
        EventFeed feed = call.mesh().events();
        Sequence after = since == null ? Followed.now(feed) : startingPoint(feed, types, since);
        try (Followed followed = new Followed(after, (from, listener) -> feed.followEvents(types, from, listener))) {
            while (true) {
                Notice notice = followed.next();
                if (notice instanceof Notice.OfEvent of) print(call, names, of.event());
                if (!call.flush()) return CommandLine.FAILED;
            }
        } catch (InterruptedException e) {
            return CommandLine.OK;
        }
    }

    /** The sequence that a point in time comes down to: just before the first event after it. */
    private static Sequence startingPoint(EventFeed feed, Set<EventPattern> types, String since) {
        long seq = Arguments.number(since);
        if (seq >= 0) return new Sequence(seq);
        EventPage first = feed.read(query(types, since, 1));
        if (first.events().isEmpty()) return first.cursor();
        return new Sequence(first.events().get(0).seq().value() - 1);
    }

    private static void print(Invocation call, Names names, MeshEvent event) {
        if (call.json()) {
            JsonWriter out = new JsonWriter();
            EventJson.write(out, event);
            call.document(out.toString());
        } else {
            call.line(line(call, names, event));
        }
    }

    /** One event on one line, fitted to the terminal. */
    static String line(Invocation call, Names names, MeshEvent event) {
        String time = Shown.clock(event.createdAt());
        String type = event.type().value();
        String rest =
                names.of(event.emittedBy()) + "  " + Text.line(event.payload().json());
        int left = call.terminal().columns() - Columns.of(time) - Columns.of(type) - 4;
        return time + "  " + call.style().name(type) + "  " + Columns.cut(rest, Math.max(1, left));
    }
}
