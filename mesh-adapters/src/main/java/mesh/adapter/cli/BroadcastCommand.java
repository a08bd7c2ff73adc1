package mesh.adapter.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.SendJson;
import mesh.domain.InvalidInput;
import mesh.domain.message.Message;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerScope;

/** {@code slm-mesh broadcast}. */
final class BroadcastCommand implements Command {
    private static final String SCOPE = "--scope";

    @Override
    public Syntax syntax() {
        return new Syntax("broadcast", "Sends a message to everybody who is there.")
                .argument("message", Syntax.Count.ONE, "the text, at most 64 KiB; - reads it from standard input")
                .choice(
                        SCOPE,
                        "SCOPE",
                        "only peers of this directory or repo; all of this machine is the default",
                        "machine",
                        "directory",
                        "repo")
                .choice(
                        SendCommand.TYPE,
                        "TYPE",
                        "text (the default), json, command or alert",
                        "text",
                        "json",
                        "command",
                        "alert")
                .option(Invocation.FROM, "PEER", "send as this peer, which registered without authentication");
    }

    @Override
    public int run(Invocation call) throws IOException {
        String payload = call.text(call.arguments().word(0), "payload", Message.MAX_PAYLOAD_BYTES);
        String scopeName = call.arguments().value(SCOPE);
        PeerScope scope =
                scopeName == null ? PeerScope.MACHINE : InvalidInput.oneOf("scope", scopeName, PeerScope.class);
        PeerId actor = call.actor();
        // The terminal is in no project, so what is near it is told by the directory that the person is in.
        boolean nearHere = actor.equals(PeerId.CLI) && scope != PeerScope.MACHINE;
        SendOutcome.Sent sent = nearHere
                ? sendToEach(call, payload, scopeName)
                : (SendOutcome.Sent) send(call, actor, new Recipient.Near(scope), payload);
        return call.json() ? call.answer(SendJson.answer(sent)) : report(call, sent.messages());
    }

    private static SendOutcome.Sent sendToEach(Invocation call, String payload, String scopeName) {
        List<Message> messages = new ArrayList<>();
        for (LivePeer live : call.mesh().peers().list(PeersCommand.near(call, scopeName))) {
            Recipient one = new Recipient.One(live.peer().id().value());
            // Whoever left since the list was made is not reached, as in any broadcast.
            if (send(call, PeerId.CLI, one, payload) instanceof SendOutcome.Sent sent) messages.addAll(sent.messages());
        }
        return new SendOutcome.Sent(messages, true);
    }

    private static SendOutcome send(Invocation call, PeerId from, Recipient to, String payload) {
        return call.mesh()
                .messages()
                .send(new SendMessage(
                        from, to, payload, SendCommand.type(call.arguments()), Optional.empty(), Optional.empty()));
    }

    /** Says how many a broadcast reached. */
    static int report(Invocation call, List<Message> messages) {
        if (messages.isEmpty()) call.line("Sent to nobody: no other peer is there.");
        else call.line("Sent to " + Shown.count(messages.size(), "peer") + ".");
        return CommandLine.OK;
    }
}
