package mesh.domain.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/**
 * A shared value and its version. A deleted entry is kept for a while as a tombstone, so that a version number never
 * names two different values of one key.
 *
 * @param value at most 64 KiB of UTF-8; empty in a tombstone
 * @param version 1 for the first value; every change, deletion included, adds one
 */
public record StateEntry(
        StateKey key, String value, long version, PeerId updatedBy, Instant updatedAt, boolean deleted) {
    public static final int MAX_VALUE_BYTES = 64 * 1024;

    public StateEntry {
        requireNonNull(key);
        InvalidInput.utf8Length("value", value, MAX_VALUE_BYTES);
        InvalidInput.range("version", version, 1, Long.MAX_VALUE);
        requireNonNull(updatedBy);
        requireNonNull(updatedAt);
    }

    /** Decides a {@code set}; {@code stored} may be a tombstone. */
    public static PutOutcome put(Optional<StateEntry> stored, PutState request, Instant now) {
        return change(
                stored,
                request.ifVersion(),
                next -> new StateEntry(request.key(), request.value(), next, request.peer(), now, false));
    }

    /** Decides a {@code delete}; {@code stored} may be a tombstone. Deleting what is not there changes nothing. */
    public static PutOutcome delete(Optional<StateEntry> stored, DeleteState request, Instant now) {
        if (stored.filter(e -> !e.deleted).isEmpty() && request.ifVersion().orElse(0L) == 0)
            return new PutOutcome.Unchanged();
        return change(
                stored,
                request.ifVersion(),
                next -> new StateEntry(request.key(), "", next, request.peer(), now, true));
    }

    private static PutOutcome change(
            Optional<StateEntry> stored, Optional<Long> ifVersion, LongFunction<StateEntry> changed) {
        Optional<StateEntry> current = stored.filter(e -> !e.deleted);
        long currentVersion = current.map(StateEntry::version).orElse(0L);
        if (ifVersion.isPresent() && ifVersion.get() != currentVersion) return new PutOutcome.Mismatch(current);
        return new PutOutcome.Changed(
                changed.apply(stored.map(StateEntry::version).orElse(0L) + 1));
    }
}
