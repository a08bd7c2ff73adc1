package mesh.adapter.link;

import java.util.Locale;
import java.util.Optional;

/** Why the broker ends a link. */
public enum Bye {
    /** The first frame was not a hello, or it did not come in time. */
    HELLO_EXPECTED,
    /** The client speaks a protocol that this broker does not. */
    UNSUPPORTED_PROTOCOL,
    /** A frame that is no JSON object, is too long, or makes no sense. */
    INVALID_FRAME,
    /** The peer that the hello names is not registered (any more). */
    UNKNOWN_PEER,
    /** The hello does not prove that the client may act as that peer. */
    FORBIDDEN,
    /** The peer has a newer link. */
    REPLACED,
    /** The client does not read what is sent to it; it may come back and resume. */
    SLOW_CONSUMER,
    /** Nothing was heard of the client for too long. */
    SILENT,
    /** The broker has as many links as it takes. */
    TOO_MANY_LINKS,
    /** The broker cannot serve now; the client may come back. */
    UNAVAILABLE,
    /** The broker stops. */
    SHUTTING_DOWN;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }

    public static Optional<Bye> of(String text) {
        for (Bye bye : values()) if (bye.text.equals(text)) return Optional.of(bye);
        return Optional.empty();
    }
}
