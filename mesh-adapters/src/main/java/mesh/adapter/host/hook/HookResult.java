package mesh.adapter.host.hook;

import java.util.List;
import java.util.Optional;
import mesh.domain.message.MessageId;
import mesh.domain.peer.PeerId;

/**
 * A decision, and what is true once the host has it.
 *
 * @param handedOver messages that the answer holds whole: they are read as soon as it is written out
 * @param note for the person at the host, if it can be shown
 */
public record HookResult(HookAnswer answer, Optional<PeerId> peer, List<MessageId> handedOver, Optional<String> note) {
    public static final HookResult NOTHING =
            new HookResult(HookAnswer.NOTHING, Optional.empty(), List.of(), Optional.empty());

    public HookResult {
        handedOver = List.copyOf(handedOver);
    }

    static HookResult of(HookAnswer answer) {
        return new HookResult(answer, Optional.empty(), List.of(), Optional.empty());
    }

    HookResult withNote(String text) {
        return new HookResult(answer, peer, handedOver, Optional.of(text));
    }
}
