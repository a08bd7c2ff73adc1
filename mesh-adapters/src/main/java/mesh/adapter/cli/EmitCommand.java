package mesh.adapter.cli;

import java.io.IOException;
import mesh.adapter.wire.EventJson;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;

/** {@code slm-mesh events emit}. */
final class EmitCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("events emit", "Emits an event of a type of your own.")
                .argument("type", Syntax.Count.ONE, "a lower-case letter, then at most 63 of a-z 0-9 _ . -")
                .argument(
                        "json", Syntax.Count.OPTIONAL, "a JSON object, at most 64 KiB; - reads it from standard input")
                .option(Invocation.FROM, "PEER", "emit as this peer, which registered without authentication");
    }

    @Override
    public int run(Invocation call) throws IOException {
        Arguments arguments = call.arguments();
        EventType type = EventType.custom(arguments.word(0));
        String json = call.text(arguments.word(1, "{}"), "payload", EventPayload.MAX_BYTES);
        MeshEvent event = call.mesh().events().emit(new EmitEvent(call.actor(), type, payload(json)));
        if (call.json()) return call.answer(EventJson.answer(event));
        call.line(
                "Emitted " + event.type().value() + " (sequence " + event.seq().value() + ")");
        return CommandLine.OK;
    }

    private static EventPayload payload(String json) {
        try {
            return new EventPayload(JsonObject.parse(json).json());
        } catch (InvalidInput e) {
            if (!e.field().equals("body")) throw e;
            throw new InvalidInput("payload", e.getMessage().substring("body ".length()));
        }
    }
}
