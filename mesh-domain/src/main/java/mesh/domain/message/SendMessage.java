package mesh.domain.message;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/**
 * The wish to say something.
 *
 * @param payload 1 byte to 64 KiB of UTF-8
 * @param idempotencyKey a retry with the same key and sender is the same message; 1 to 128 characters
 */
public record SendMessage(
        PeerId from,
        Recipient to,
        String payload,
        MessageType type,
        Optional<MessageId> replyTo,
        Optional<String> idempotencyKey) {
    public static final int MAX_KEY_CHARS = 128;

    public SendMessage {
        InvalidInput.required("fromPeer", from);
        InvalidInput.required("toPeer", to);
        checkPayload(payload);
        requireNonNull(type);
        requireNonNull(replyTo);
        idempotencyKey.ifPresent(k -> InvalidInput.length("idempotencyKey", k, 1, MAX_KEY_CHARS));
    }

    public static SendMessage text(PeerId from, Recipient to, String payload) {
        return new SendMessage(from, to, payload, MessageType.TEXT, Optional.empty(), Optional.empty());
    }

    private static void checkPayload(String payload) {
        InvalidInput.utf8Length("payload", payload, Message.MAX_PAYLOAD_BYTES);
        if (payload.isEmpty()) throw new InvalidInput("payload", "must not be empty");
    }
}
