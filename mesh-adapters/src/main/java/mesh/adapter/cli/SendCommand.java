package mesh.adapter.cli;

import java.io.IOException;
import java.util.Optional;
import mesh.adapter.wire.SendJson;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.Text;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;

/** {@code slm-mesh send}. */
final class SendCommand implements Command {
    static final String TYPE = "--type";
    private static final String REPLY_TO = "--reply-to";

    @Override
    public Syntax syntax() {
        return new Syntax("send", "Sends a message; once this returns, it is on disk.")
                .argument("to", Syntax.Count.ONE, "a peer's name or id, all, or agent:TYPE (such as agent:claude-code)")
                .argument("message", Syntax.Count.ONE, "the text, at most 64 KiB; - reads it from standard input")
                .choice(TYPE, "TYPE", "text (the default), json, command or alert", "text", "json", "command", "alert")
                .option(REPLY_TO, "ID", "the message that this answers")
                .option(Invocation.FROM, "PEER", "send as this peer, which registered without authentication");
    }

    @Override
    public int run(Invocation call) throws IOException {
        Arguments arguments = call.arguments();
        SendMessage request = new SendMessage(
                call.actor(),
                Recipient.parse(arguments.word(0)),
                call.text(arguments.word(1), "payload", Message.MAX_PAYLOAD_BYTES),
                type(arguments),
                replyTo(arguments),
                Optional.empty());
        SendOutcome outcome = call.mesh().messages().send(request);
        if (call.json()) return call.answer(SendJson.answer(outcome));
        if (outcome instanceof SendOutcome.UnknownRecipient unknown)
            throw new Refusal.UnknownPeer(unknown.asked(), unknown.suggestions());
        SendOutcome.Sent sent = (SendOutcome.Sent) outcome;
        if (sent.broadcast()) return BroadcastCommand.report(call, sent.messages());
        Message message = sent.messages().get(0);
        call.line("Sent to " + Text.line(arguments.word(0)) + " ("
                + message.delivery().wireName() + "), message " + message.id().value());
        return CommandLine.OK;
    }

    static MessageType type(Arguments arguments) {
        String type = arguments.value(TYPE);
        return type == null ? MessageType.TEXT : InvalidInput.oneOf("type", type, MessageType.class);
    }

    private static Optional<MessageId> replyTo(Arguments arguments) {
        String id = arguments.value(REPLY_TO);
        return id == null ? Optional.empty() : Optional.of(new MessageId(id));
    }
}
