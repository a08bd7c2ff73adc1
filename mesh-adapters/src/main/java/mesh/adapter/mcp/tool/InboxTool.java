package mesh.adapter.mcp.tool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Text;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.peer.PeerId;
import mesh.port.in.Messaging;

/** {@code mesh_inbox}: what others said, and what became of what this agent said. */
final class InboxTool implements Tool {
    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        InboxQuery.Filter filter = arguments.oneOf("filter", InboxQuery.Filter.class, InboxQuery.Filter.UNREAD);
        int limit = arguments.integer("limit", InboxQuery.DEFAULT_LIMIT, 1, InboxQuery.MAX_LIMIT);
        int wait = arguments.integer("waitSeconds", 0, 0, (int) Messaging.MAX_WAIT.toSeconds());
        Names names = new Names(agent);
        Optional<PeerId> from = arguments.optString("from").map(names::find);
        // Only a look: a message counts as read when the agent has it, not when it was fetched.
        InboxQuery query = new InboxQuery(agent.id(), filter, from, limit, true);
        Messaging messages = agent.mesh().messages();
        agent.readMarks().settle();
        if (filter != InboxQuery.Filter.UNREAD || wait == 0)
            return show(query, messages.read(query), names, 0).now();
        return Later.then(
                messages.await(query, Duration.ofSeconds(wait)),
                agent.calls(),
                inbox -> show(query, inbox, new Names(agent), wait));
    }

    static ToolResult show(InboxQuery query, Inbox inbox, Names names, int waited) {
        boolean unread = query.filter() == InboxQuery.Filter.UNREAD;
        List<MessageId> handedOver = new ArrayList<>();
        JsonWriter out = new JsonWriter().object().array("messages");
        StringBuilder text = new StringBuilder(heading(query.filter(), inbox, waited));
        for (Message message : inbox.messages()) {
            if (unread) handedOver.add(message.id());
            boolean sent = message.fromPeer().equals(query.peer()) && query.filter() == InboxQuery.Filter.SENT;
            String name = names.of(sent ? message.toPeer() : message.fromPeer());
            describe(message, sent, name, text);
            write(message, sent ? names.of(query.peer()) : name, sent ? name : "", out);
        }
        if (unread && inbox.remaining() > 0)
            text.append('\n').append(inbox.remaining()).append(" more unread: call mesh_inbox again.");
        if (!inbox.messages().isEmpty()) text.append('\n').append(Words.UNTRUSTED);
        return ToolResult.of(text.toString(), out.endArray().field("remaining", inbox.remaining()), handedOver);
    }

    private static String heading(InboxQuery.Filter filter, Inbox inbox, int waited) {
        int found = inbox.messages().size();
        return switch (filter) {
            case UNREAD ->
                found > 0
                        ? Words.count(found, "unread message:", "unread messages, oldest first:")
                        : waited > 0 ? "No message came in " + waited + " s." : "No unread messages.";
            case ALL ->
                found > 0 ? Words.count(found, "message to you:", "messages to you, newest first:") : "No messages.";
            case SENT ->
                found > 0
                        ? Words.count(found, "message from you:", "messages from you, newest first:")
                        : "You sent no messages.";
        };
    }

    private static void describe(Message message, boolean sent, String name, StringBuilder text) {
        text.append('\n').append(sent ? "To " : "From ").append(name);
        text.append(", ").append(Words.ago(message.createdAt()));
        text.append(", ").append(message.type().wireName());
        if (sent || message.delivery() == Delivery.EXPIRED)
            text.append(", ").append(message.delivery().wireName());
        message.replyTo().ifPresent(id -> text.append(", in reply to ").append(id.value()));
        text.append(", id ").append(message.id().value()).append(":\n");
        text.append(Words.quoted(message.payload()));
    }

    private static void write(Message message, String from, String to, JsonWriter out) {
        out.object().field("from", from).field("fromId", message.fromPeer().value());
        if (!to.isEmpty()) out.field("to", to);
        out.field("type", message.type()).field("text", Text.clean(message.payload()));
        out.field("secondsAgo", Words.age(message.createdAt()).toSeconds());
        out.field("delivery", message.delivery());
        message.replyTo().ifPresent(id -> out.field("replyTo", id.value()));
        out.field("id", message.id().value()).end();
    }
}
