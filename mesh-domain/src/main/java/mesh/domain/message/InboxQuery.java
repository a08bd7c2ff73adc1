package mesh.domain.message;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.WireName;
import mesh.domain.peer.PeerId;

/**
 * Which messages of a peer to read.
 *
 * @param from only from this sender
 * @param peek look without marking anything as read
 */
public record InboxQuery(PeerId peer, Filter filter, Optional<PeerId> from, int limit, boolean peek) {
    public static final int MAX_LIMIT = 100;
    public static final int DEFAULT_LIMIT = 20;

    /** {@code unread} is oldest first; {@code all} (received) and {@code sent} are newest first. */
    public enum Filter implements WireName {
        UNREAD,
        ALL,
        SENT
    }

    public InboxQuery {
        InvalidInput.required("peerId", peer);
        requireNonNull(filter);
        requireNonNull(from);
        InvalidInput.range("limit", limit, 1, MAX_LIMIT);
    }

    public static InboxQuery unread(PeerId peer) {
        return new InboxQuery(peer, Filter.UNREAD, Optional.empty(), DEFAULT_LIMIT, false);
    }

    public static InboxQuery peek(PeerId peer) {
        return new InboxQuery(peer, Filter.UNREAD, Optional.empty(), DEFAULT_LIMIT, true);
    }
}
