package mesh.adapter.wire;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who makes a call, beyond having shown the broker's token.
 *
 * @param peerToken what proves that it may act as an authenticated peer
 */
public record Caller(Optional<String> peerToken) {
    public static final Caller ANONYMOUS = new Caller(Optional.empty());

    public Caller {
        requireNonNull(peerToken);
    }

    public static Caller with(String peerToken) {
        return new Caller(Optional.of(peerToken));
    }

    @Override
    public String toString() {
        return "Caller[" + (peerToken.isPresent() ? "with" : "without") + " token]";
    }
}
