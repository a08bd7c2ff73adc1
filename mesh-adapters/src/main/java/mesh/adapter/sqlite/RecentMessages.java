package mesh.adapter.sqlite;

import java.util.concurrent.atomic.AtomicReferenceArray;
import mesh.domain.message.Message;

/**
 * Messages that were read from their rows of late, by sequence. Most columns of a row never change, and taking them over
 * from the driver is most of what reading a page of messages costs. Those of the same slot displace each other.
 * Thread-safe.
 */
final class RecentMessages {
    private static final int SLOTS = 2_048;
    private static final int MAX_KEPT_CHARS = 1_024;

    private final AtomicReferenceArray<Message> slots = new AtomicReferenceArray<>(SLOTS);

    /** @return the message with that sequence as it was at some time, or null */
    Message find(long seq) {
        Message found = slots.get(slot(seq));
        return found != null && found.seq().value() == seq ? found : null;
    }

    void remember(Message message) {
        if (message.payload().length() <= MAX_KEPT_CHARS)
            slots.set(slot(message.seq().value()), message);
    }

    private static int slot(long seq) {
        return (int) (seq % SLOTS);
    }
}
