package mesh.domain.message;

import mesh.domain.Uuids;

/** Identifies a message: a UUID, version 7. */
public record MessageId(String value) {
    public MessageId {
        Uuids.check("messageId", value);
    }
}
