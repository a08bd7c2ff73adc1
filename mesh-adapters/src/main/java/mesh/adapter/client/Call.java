package mesh.adapter.client;

import java.util.Optional;
import java.util.function.Consumer;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.peer.PeerId;

/**
 * A call to make.
 *
 * @param actor in whose name
 * @param token what to show for that; empty for what is known of the actor
 * @param repeatable whether making it twice comes to the same as making it once
 * @param body writes the fields; asked anew for each attempt
 */
record Call(
        String name, Optional<PeerId> actor, Optional<String> token, boolean repeatable, Consumer<JsonWriter> body) {
    /** In nobody's name, and it changes nothing. */
    static Call question(String name, Consumer<JsonWriter> body) {
        return new Call(name, Optional.empty(), Optional.empty(), true, body);
    }

    /** In a peer's name, and once is as good as twice. */
    static Call repeatable(String name, PeerId actor, Consumer<JsonWriter> body) {
        return new Call(name, Optional.of(actor), Optional.empty(), true, body);
    }

    /** In a peer's name, and never to be repeated unless it certainly was not done. */
    static Call once(String name, PeerId actor, Consumer<JsonWriter> body) {
        return new Call(name, Optional.of(actor), Optional.empty(), false, body);
    }
}
