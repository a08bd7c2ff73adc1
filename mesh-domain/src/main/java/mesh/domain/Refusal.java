package mesh.domain;

import java.time.Duration;
import java.util.List;
import mesh.domain.peer.PeerId;

/** A request that is well formed but that the mesh declines, whatever the use case. Its message says what to do next. */
public abstract sealed class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Refusal(String message) {
        super(message);
    }

    /** Nobody living has this id or name; {@link #suggestions} are the nearest names. */
    public static final class UnknownPeer extends Refusal {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // always an immutable list of strings
        private final List<String> suggestions;

        public UnknownPeer(String asked, List<String> suggestions) {
            super("No living peer is called \"" + Text.shown(asked, 80) + "\""
                    + (suggestions.isEmpty()
                            ? ". List the peers to see who is there."
                            : ". Did you mean " + String.join(", ", suggestions) + "?"));
            this.suggestions = List.copyOf(suggestions);
        }

        private UnknownPeer(List<String> suggestions, String sentence) {
            super(sentence);
            this.suggestions = List.copyOf(suggestions);
        }

        /** What the broker said, in its words. */
        public static UnknownPeer retold(String sentence, List<String> suggestions) {
            return new UnknownPeer(suggestions, sentence);
        }

        public UnknownPeer(PeerId id) {
            super("Peer " + id.value() + " is not registered (it left, or was idle for too long). Register again.");
            this.suggestions = List.of();
        }

        public List<String> suggestions() {
            return suggestions;
        }
    }

    /** The caller may not do this in that peer's name, or at all. */
    public static final class Forbidden extends Refusal {
        private static final long serialVersionUID = 1L;

        public Forbidden(String message) {
            super(message);
        }
    }

    /** What was named does not exist. */
    public static final class NotFound extends Refusal {
        private static final long serialVersionUID = 1L;

        public NotFound(String message) {
            super(message);
        }
    }

    /** The peer made too many calls; the next one is welcome after {@link #retryAfter}. */
    public static final class RateLimited extends Refusal {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public RateLimited(int calls, Duration window, Duration retryAfter) {
            super("More than " + calls + " calls in " + window.toSeconds() + " s. Try again in "
                    + Math.max(1, retryAfter.toSeconds() + 1) + " s.");
            this.retryAfter = retryAfter;
        }

        private RateLimited(String sentence, Duration retryAfter) {
            super(sentence);
            this.retryAfter = retryAfter;
        }

        /** What the broker said, in its words. */
        public static RateLimited retold(String sentence, Duration retryAfter) {
            return new RateLimited(sentence, retryAfter);
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** A bound on how much the mesh holds was reached ({@code what} names it). */
    public static final class LimitReached extends Refusal {
        private static final long serialVersionUID = 1L;

        public LimitReached(String what) {
            super(what);
        }
    }
}
