package mesh.domain.message;

import java.util.List;

/** Messages that were asked for, and how many unread ones remain after them. */
public record Inbox(List<Message> messages, int remaining) {
    public Inbox {
        messages = List.copyOf(messages);
    }
}
