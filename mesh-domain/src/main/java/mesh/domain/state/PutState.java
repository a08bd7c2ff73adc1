package mesh.domain.state;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/** The wish to set a value. @param ifVersion only while the entry has this version; 0 = while there is none */
public record PutState(StateKey key, String value, PeerId peer, Optional<Long> ifVersion) {
    public PutState {
        requireNonNull(key);
        InvalidInput.utf8Length("value", value, StateEntry.MAX_VALUE_BYTES);
        InvalidInput.required("peerId", peer);
        ifVersion.ifPresent(v -> InvalidInput.range("ifVersion", v, 0, Long.MAX_VALUE));
    }
}
