package mesh.adapter.websocket;

import java.io.IOException;

/** A hub could not be reached. The message says why, and what to do about it. */
public final class HubUnreachable extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What stands in the way. */
    public enum Reason {
        /** The hub does not know the secret that was shown. */
        WRONG_SECRET,
        /** Who answers there does not have the key that the invitation names. */
        WRONG_KEY,
        /** Something answers there that is no hub. */
        NOT_A_HUB,
        /** The machine answers, and nobody listens on that port. */
        CLOSED_PORT,
        /** Nothing answers there. */
        NO_ANSWER,
        /** The hub has as many links as it takes. */
        BUSY
    }

    HubUnreachable(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
