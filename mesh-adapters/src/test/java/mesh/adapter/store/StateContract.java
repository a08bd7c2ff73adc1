package mesh.adapter.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;
import org.junit.jupiter.api.Test;

/** Shared state: entries and tombstones. */
public abstract class StateContract extends MeshStoreContract {
    private void save(StateEntry... entries) {
        write(tx -> {
            for (StateEntry entry : entries) tx.state().save(entry);
        });
    }

    private List<String> list(String namespace, String prefix, int limit) {
        return store.read(view -> view.state().list(new StateQuery(namespace, prefix, limit))).stream()
                .map(entry -> entry.key().key())
                .toList();
    }

    @Test
    void anEntryComesBackAndIsReplaced() {
        StateEntry first = Sample.entry("n", "k", "one", 1);
        StateEntry second = Sample.entry("n", "k", "\u20ac\0".repeat(1_000), 2);

        save(first);
        assertEquals(Optional.of(first), store.read(view -> view.state().find(first.key())));
        save(second);
        assertEquals(Optional.of(second), store.read(view -> view.state().find(first.key())));
        assertEquals(Optional.empty(), store.read(view -> view.state().find(new StateKey("other", "k"))));
    }

    @Test
    void aTombstoneIsFoundButNotListed() {
        StateEntry tombstone = Sample.tombstone("n", "k", 2, Sample.at(1));
        save(Sample.entry("n", "k", "one", 1), tombstone);

        assertEquals(Optional.of(tombstone), store.read(view -> view.state().find(tombstone.key())));
        assertEquals(List.of(), list("n", "", 9));
        save(Sample.entry("n", "k", "again", 3));
        assertEquals(List.of("k"), list("n", "", 9));
    }

    @Test
    void entriesAreListedByKeyWithinTheirNamespaceAndPrefix() {
        for (String key : List.of("b", "a/2", "a/1", "a", "a0", "A", "a/\udbff\udfff", "%", "_"))
            save(Sample.entry("n", key, "v", 1));
        save(Sample.entry("m", "a/1", "v", 1));

        assertEquals(List.of("%", "A", "_", "a", "a/1", "a/2", "a/\udbff\udfff", "a0", "b"), list("n", "", 99));
        assertEquals(List.of("a/1", "a/2", "a/\udbff\udfff"), list("n", "a/", 99));
        assertEquals(List.of("a", "a/1"), list("n", "a", 2));
        assertEquals(List.of("_"), list("n", "_", 9));
        assertEquals(List.of("a/1"), list("m", "", 9));
        assertEquals(List.of(), list("other", "", 9));
    }

    @Test
    void keysBeyondTheBasicPlaneAreOrderedLikeTheirUtf8() {
        save(Sample.entry("n", "\ud83e\udda6", "v", 1), Sample.entry("n", "\ufffd", "v", 1));

        assertEquals(List.of("\ufffd", "\ud83e\udda6"), list("n", "", 9));
    }

    @Test
    void oldTombstonesAreForgottenAFewAtATime() {
        for (int i = 1; i <= 4; i++) save(Sample.tombstone("n", "k" + i, 2, Sample.at(i)));
        save(Sample.entry("n", "k9", "v", 1));

        assertEquals(2, changed(tx -> tx.state().removeTombstonesBefore(Sample.at(4), 2)));
        assertEquals(1, changed(tx -> tx.state().removeTombstonesBefore(Sample.at(4), 2)));

        assertEquals(Optional.empty(), store.read(view -> view.state().find(new StateKey("n", "k3"))));
        assertEquals(
                true,
                store.read(view -> view.state().find(new StateKey("n", "k4"))).isPresent());
        assertEquals(List.of("k9"), list("n", "", 9));
    }
}
