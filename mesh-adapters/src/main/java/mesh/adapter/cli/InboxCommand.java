package mesh.adapter.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.InboxJson;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.peer.PeerId;
import mesh.port.in.Messaging;

/** {@code slm-mesh inbox}. */
final class InboxCommand implements Command {
    private static final String ALL = "--all";
    private static final String SENT = "--sent";
    private static final String WAIT = "--wait";
    private static final String PEEK = "--peek";
    private static final String LIMIT = "--limit";

    /** A longer text is cut on a terminal; {@code --json} has all of it. */
    private static final int MAX_SHOWN_CHARS = 4_000;

    @Override
    public Syntax syntax() {
        return new Syntax("inbox", "Shows the messages to you that you have not read, and marks them as read.")
                .flag(ALL, "everything received, newest first; marks nothing")
                .flag(SENT, "what you sent and what became of it; marks nothing")
                .flag(PEEK, "look without marking anything as read")
                .option(WAIT, "DURATION", "where nothing is unread, wait for a message, at most this long")
                .option(LIMIT, "N", "at most so many messages, 1 to 100 (20)")
                .option(Invocation.FROM, "PEER", "the inbox of this peer, which registered without authentication")
                .note("A message counts as read once it has been written out. With --wait and nothing in time, the list"
                        + " is empty and the status 0.");
    }

    @Override
    public int run(Invocation call) {
        Arguments arguments = call.arguments();
        if (arguments.has(ALL) && arguments.has(SENT)) throw new UsageError("--all and --sent exclude each other");
        InboxQuery.Filter filter = arguments.has(ALL)
                ? InboxQuery.Filter.ALL
                : arguments.has(SENT) ? InboxQuery.Filter.SENT : InboxQuery.Filter.UNREAD;
        if (filter != InboxQuery.Filter.UNREAD && arguments.has(WAIT))
            throw new UsageError("--wait is for unread messages; leave out --all and --sent");
        int limit = (int) arguments.number(LIMIT, 1, InboxQuery.MAX_LIMIT, InboxQuery.DEFAULT_LIMIT);
        PeerId reader = call.actor();
        InboxQuery query = new InboxQuery(reader, filter, Optional.empty(), limit, true);
        Inbox inbox = read(call, query);
        if (call.json()) call.answer(InboxJson.answer(inbox));
        else show(call, inbox, filter);
        if (!call.flush()) return CommandLine.FAILED; // nobody saw them
        if (filter == InboxQuery.Filter.UNREAD && !arguments.has(PEEK)) markRead(call, reader, inbox);
        return CommandLine.OK;
    }

    private static Inbox read(Invocation call, InboxQuery query) {
        Messaging messages = call.mesh().messages();
        Duration wait = call.arguments().duration(WAIT, Duration.ZERO);
        if (wait.isZero()) return messages.read(query);
        return Waiting.inRounds(
                wait,
                Messaging.MAX_WAIT,
                round -> messages.await(query, round),
                inbox -> !inbox.messages().isEmpty());
    }

    private static void markRead(Invocation call, PeerId reader, Inbox inbox) {
        if (inbox.messages().isEmpty()) return;
        List<MessageId> ids = new ArrayList<>();
        for (Message message : inbox.messages()) ids.add(message.id());
        call.mesh().messages().acknowledge(reader, ids, Delivery.READ);
    }

    private static void show(Invocation call, Inbox inbox, InboxQuery.Filter filter) {
        if (inbox.messages().isEmpty()) {
            call.remark(filter == InboxQuery.Filter.UNREAD ? "No unread messages." : "No messages.");
            return;
        }
        boolean sent = filter == InboxQuery.Filter.SENT;
        Names names = new Names(call.mesh()).withEverybody();
        Instant now = Instant.now();
        for (Message message : inbox.messages()) {
            StringBuilder head = new StringBuilder();
            head.append(sent ? "to " : "from ")
                    .append(call.style().name(names.of(sent ? message.toPeer() : message.fromPeer())));
            head.append("  ").append(Shown.age(message.createdAt(), now));
            if (message.type() != MessageType.TEXT)
                head.append("  ").append(message.type().wireName());
            if (sent) head.append("  ").append(message.delivery().wireName());
            if (message.replyTo().isPresent())
                head.append("  ")
                        .append(call.style()
                                .dim("answers " + message.replyTo().get().value()));
            head.append("  ").append(call.style().dim(message.id().value()));
            call.line(head.toString());
            call.line(payload(message));
        }
        if (inbox.remaining() > 0)
            call.remark(Shown.count(inbox.remaining(), "more unread message") + ": slm-mesh inbox");
    }

    private static String payload(Message message) {
        if (message.delivery() == Delivery.EXPIRED) return "    (expired unread)";
        String text = message.payload();
        if (text.length() <= MAX_SHOWN_CHARS) return Shown.indented(text, "    ");
        return Shown.indented(text.substring(0, MAX_SHOWN_CHARS), "    ") + "\u2026\n    ("
                + (text.length() - MAX_SHOWN_CHARS) + " more characters; --json shows all)";
    }
}
