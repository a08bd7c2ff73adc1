package mesh.adapter.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.wire.JsonWriter;
import mesh.adapter.wire.NoticeJson;
import mesh.domain.Notice;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventType;
import mesh.domain.event.Sequence;
import mesh.domain.message.Delivery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageType;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;

/** {@code slm-mesh watch}. */
final class WatchCommand implements Command {
    private static final String EXEC = "--exec";
    private static final String MESSAGES = "--messages";
    private static final String EVENTS = "--events";
    private static final String INDENT = "    ";

    @Override
    public Syntax syntax() {
        return new Syntax("watch", "Shows messages to you and everybody's events as they come, until interrupted.")
                .flag(MESSAGES, "only messages")
                .flag(EVENTS, "only events")
                .repeatable("--type", "TYPE", "only events of this type; prefix.* and * too")
                .option(EXEC, "SCRIPT", "run sh -c SCRIPT for each, with its JSON on standard input")
                .option(Invocation.FROM, "PEER", "the messages of this peer, which registered without authentication")
                .trailer("CMD", "run this program for each, with its JSON on standard input; no shell comes between")
                .note("Watching marks nothing as read; slm-mesh inbox does. A message that --exec or CMD was given is"
                        + " marked as read once that ended with status 0.")
                .note(
                        "With --json, and on the standard input of what is run, each message or event is one line:"
                                + " {\"push\":\"message\",\"seq\":7,\"body\":{...}}. Nothing of it is ever put into a command line.");
    }

    @Override
    public int run(Invocation call) throws IOException {
        Arguments arguments = call.arguments();
        if (arguments.has(MESSAGES) && arguments.has(EVENTS))
            throw new UsageError("--messages and --events exclude each other");
        boolean messages = !arguments.has(EVENTS);
        boolean events = !arguments.has(MESSAGES);
        PeerId watcher = call.actor();
        Optional<EventHandler> handler = handler(call);
        Names names = new Names(call.mesh());
        if (messages) tellUnread(call, watcher);
        Sequence now = Followed.now(call.mesh().events());
        try (Followed followed = new Followed(now, sources(call, watcher, messages, events))) {
            while (true) {
                Notice notice = followed.next();
                if (notice != null && !isAnnouncement(notice, messages)) {
                    if (handler.isEmpty()) show(call, names, notice);
                    else if (handler.get().handle(notice)) markRead(call, watcher, notice);
                }
                if (!call.flush()) return CommandLine.FAILED;
            }
        } catch (InterruptedException e) {
            return CommandLine.OK;
        }
    }

    private static Optional<EventHandler> handler(Invocation call) {
        String script = call.arguments().value(EXEC);
        List<String> program = call.arguments().trailer();
        if (script != null && !program.isEmpty()) throw new UsageError("--exec and -- CMD exclude each other");
        if (script != null) return Optional.of(new EventHandler(List.of("sh", "-c", script), call));
        return program.isEmpty() ? Optional.empty() : Optional.of(new EventHandler(program, call));
    }

    private static void tellUnread(Invocation call, PeerId watcher) {
        int unread = call.mesh().messages().unread(watcher);
        if (unread > 0) call.remark(Shown.count(unread, "unread message") + " so far: slm-mesh inbox");
    }

    private static Followed.Source[] sources(Invocation call, PeerId watcher, boolean messages, boolean events) {
        EventFeed feed = call.mesh().events();
        Set<EventPattern> types = EventsCommand.patterns(call.arguments());
        List<Followed.Source> sources = new ArrayList<>();
        if (messages)
            sources.add((since, listener) -> feed.follow(watcher, since, notice -> {
                if (notice instanceof Notice.OfMessage) listener.accept(notice);
            }));
        if (events) sources.add((since, listener) -> feed.followEvents(types, since, listener));
        return sources.toArray(new Followed.Source[0]);
    }

    /** An event that says no more than the message which is shown itself. */
    private static boolean isAnnouncement(Notice notice, boolean messages) {
        return messages
                && notice instanceof Notice.OfEvent of
                && of.event().type().equals(EventType.MESSAGE_RECEIVED);
    }

    private static void show(Invocation call, Names names, Notice notice) {
        if (call.json()) call.document(json(notice));
        else if (notice instanceof Notice.OfEvent of) call.line(EventsCommand.line(call, names, of.event()));
        else show(call, names, ((Notice.OfMessage) notice).message());
    }

    private static void show(Invocation call, Names names, Message message) {
        String type =
                message.type() == MessageType.TEXT ? "" : "  " + message.type().wireName();
        call.line(Shown.clock(message.createdAt()) + "  message from "
                + call.style().name(names.of(message.fromPeer())) + type);
        call.line(Shown.indented(message.payload(), INDENT));
    }

    private static void markRead(Invocation call, PeerId watcher, Notice notice) {
        if (notice instanceof Notice.OfMessage of)
            call.mesh().messages().acknowledge(watcher, List.of(of.message().id()), Delivery.READ);
    }

    /** A message or an event as one line of JSON. */
    static String json(Notice notice) {
        JsonWriter out = new JsonWriter()
                .object()
                .field("push", NoticeJson.kind(notice))
                .field("seq", notice.seq().value())
                .name("body");
        NoticeJson.writeBody(out, notice);
        return out.end().toString();
    }
}
