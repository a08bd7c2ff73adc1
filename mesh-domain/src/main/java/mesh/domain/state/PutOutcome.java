package mesh.domain.state;

import java.util.Optional;
import java.util.function.Function;

/** What a change of shared state came to. */
public sealed interface PutOutcome {
    /** Done; {@code entry} is the new one (a tombstone after a delete). */
    record Changed(StateEntry entry) implements PutOutcome {}

    /** There was nothing to delete. */
    record Unchanged() implements PutOutcome {}

    /** {@code ifVersion} did not hold; {@code current} is what is there. */
    record Mismatch(Optional<StateEntry> current) implements PutOutcome {}

    default <T> T match(
            Function<Changed, T> onChanged, Function<Unchanged, T> onUnchanged, Function<Mismatch, T> onMismatch) {
        if (this instanceof Changed changed) return onChanged.apply(changed);
        if (this instanceof Unchanged unchanged) return onUnchanged.apply(unchanged);
        return onMismatch.apply((Mismatch) this);
    }
}
