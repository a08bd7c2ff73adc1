package mesh.adapter.mcp.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerName;

/** {@code mesh_send}: says something to one agent or to many. */
final class SendTool implements Tool {
    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        return agent.mesh()
                .messages()
                .send(request(arguments, agent))
                .match(sent -> sent(sent, agent), SendTool::nobody)
                .now();
    }

    private static SendMessage request(JsonObject arguments, Agent agent) {
        String to = arguments.string("to");
        String message = arguments.string("message");
        MessageType type = arguments.oneOf("type", MessageType.class, MessageType.TEXT);
        Optional<MessageId> replyTo = arguments.optString("replyTo").map(SendTool::messageId);
        try {
            return new SendMessage(agent.id(), Recipient.parse(to), message, type, replyTo, Optional.empty());
        } catch (InvalidInput e) {
            throw inOurWords(e);
        }
    }

    private static MessageId messageId(String text) {
        try {
            return new MessageId(text);
        } catch (InvalidInput e) {
            throw new InvalidInput("replyTo", "must be the id of a message, as mesh_inbox shows it");
        }
    }

    /** The rule, said of the argument as it is called here. */
    private static InvalidInput inOurWords(InvalidInput e) {
        String rule = e.getMessage().substring(e.field().length() + 1);
        return switch (e.field()) {
            case "payload" -> new InvalidInput("message", rule);
            case "toPeer" -> new InvalidInput("to", rule);
            default -> e;
        };
    }

    private static ToolResult sent(SendOutcome.Sent sent, Agent agent) {
        Names names = new Names(agent);
        StringBuilder text = new StringBuilder();
        JsonWriter out = new JsonWriter().object().array("sent");
        List<String> recipients = new ArrayList<>();
        for (Message message : sent.messages()) {
            String to = names.of(message.toPeer());
            recipients.add(to);
            out.object().field("to", to).field("id", message.id().value());
            out.field("delivery", message.delivery()).end();
        }
        if (recipients.isEmpty()) {
            text.append("Nobody else is there, so nothing was sent. mesh_peers shows who is.");
        } else {
            text.append("Sent to ").append(String.join(", ", recipients)).append('.');
            if (sent.messages().size() == 1) {
                Message message = sent.messages().get(0);
                text.append(" Message id ").append(message.id().value());
                text.append(", ").append(message.delivery().wireName()).append('.');
            }
            text.append(" mesh_inbox with filter sent shows when it is read.");
        }
        return ToolResult.of(text.toString(), out.endArray());
    }

    private static ToolResult nobody(SendOutcome.UnknownRecipient unknown) {
        String nearest = unknown.suggestions().isEmpty()
                ? "mesh_peers shows who is there."
                : "Did you mean " + String.join(", ", unknown.suggestions()) + "?";
        return ToolResult.refused("Not sent: no living peer is called \""
                + Text.shown(unknown.asked(), PeerName.MAX_CHARS) + "\". " + nearest);
    }
}
