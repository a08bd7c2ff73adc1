package mesh.domain.state;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/** The wish to remove a value. @param ifVersion only while the entry has this version; 0 = while there is none */
public record DeleteState(StateKey key, PeerId peer, Optional<Long> ifVersion) {
    public DeleteState {
        requireNonNull(key);
        InvalidInput.required("peerId", peer);
        ifVersion.ifPresent(v -> InvalidInput.range("ifVersion", v, 0, Long.MAX_VALUE));
    }
}
