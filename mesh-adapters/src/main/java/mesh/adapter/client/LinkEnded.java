package mesh.adapter.client;

import java.io.IOException;
import mesh.adapter.link.Bye;

/** The link is gone. */
final class LinkEnded extends IOException {
    private static final long serialVersionUID = 1L;

    private final Bye bye;

    /** @param bye what the broker said, or {@code null} if it said nothing */
    LinkEnded(String message, Bye bye, Throwable cause) {
        super(message, cause);
        this.bye = bye;
    }

    /** Something between here and the broker failed. */
    static LinkEnded broken(IOException cause) {
        String detail = cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
        return new LinkEnded("The link to the broker broke" + detail + ".", null, cause);
    }

    /** Whether that was the broker's reason. */
    boolean says(Bye reason) {
        return bye == reason;
    }
}
