package mesh.domain.message;

import java.util.List;
import java.util.function.Function;

/** What sending came to. */
public sealed interface SendOutcome {
    /** Committed. For one peer there is exactly one message; a broadcast may reach nobody. */
    record Sent(List<Message> messages, boolean broadcast) implements SendOutcome {
        public Sent {
            messages = List.copyOf(messages);
        }
    }

    /** Nobody living has that id or name; {@code suggestions} are the nearest names. */
    record UnknownRecipient(String asked, List<String> suggestions) implements SendOutcome {
        public UnknownRecipient {
            suggestions = List.copyOf(suggestions);
        }
    }

    default <T> T match(Function<Sent, T> onSent, Function<UnknownRecipient, T> onUnknown) {
        if (this instanceof Sent sent) return onSent.apply(sent);
        return onUnknown.apply((UnknownRecipient) this);
    }
}
