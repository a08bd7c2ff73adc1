package mesh.domain.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.Optional;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.Test;

class StateEntryTest {
    private static final StateKey KEY = StateKey.of("k");

    private static StateEntry put(Optional<StateEntry> stored, String value, Long ifVersion) {
        PutOutcome outcome = StateEntry.put(
                stored, new PutState(KEY, value, PeerId.CLI, Optional.ofNullable(ifVersion)), Instant.EPOCH);
        return assertInstanceOf(PutOutcome.Changed.class, outcome).entry();
    }

    @Test
    void everyChangeAddsOneToTheVersionAlsoAcrossADelete() {
        StateEntry first = put(Optional.empty(), "a", 0L);
        StateEntry second = put(Optional.of(first), "b", 1L);
        PutOutcome deleted = StateEntry.delete(
                Optional.of(second), new DeleteState(KEY, PeerId.CLI, Optional.of(2L)), Instant.EPOCH);
        StateEntry tombstone =
                assertInstanceOf(PutOutcome.Changed.class, deleted).entry();
        StateEntry again = put(Optional.of(tombstone), "c", 0L);
        assertEquals(1, first.version());
        assertEquals(2, second.version());
        assertEquals(4, again.version(), "a writer that still believes in version 1 must not succeed");
    }

    @Test
    void aMismatchShowsWhatIsThere() {
        StateEntry first = put(Optional.empty(), "a", null);
        PutOutcome outcome =
                StateEntry.put(Optional.of(first), new PutState(KEY, "b", PeerId.CLI, Optional.of(0L)), Instant.EPOCH);
        assertEquals(
                Optional.of(first),
                assertInstanceOf(PutOutcome.Mismatch.class, outcome).current());
    }

    @Test
    void deletingNothingChangesNothing() {
        assertInstanceOf(
                PutOutcome.Unchanged.class,
                StateEntry.delete(Optional.empty(), new DeleteState(KEY, PeerId.CLI, Optional.empty()), Instant.EPOCH));
        assertInstanceOf(
                PutOutcome.Mismatch.class,
                StateEntry.delete(Optional.empty(), new DeleteState(KEY, PeerId.CLI, Optional.of(3L)), Instant.EPOCH));
    }
}
