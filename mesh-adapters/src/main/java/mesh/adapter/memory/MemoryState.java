package mesh.adapter.memory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;
import mesh.port.out.StoreTransaction;

/** Shared state by key. */
final class MemoryState implements StoreTransaction.State {
    /** The order of the UTF-8 forms, as any store on disk has it; that of UTF-16 differs beyond the basic plane. */
    static final Comparator<String> UTF8_ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private final Table<StateKey, StateEntry> entries;

    MemoryState(Undo undo) {
        entries = new Table<>(
                Comparator.comparing(StateKey::namespace, UTF8_ORDER).thenComparing(StateKey::key, UTF8_ORDER), undo);
    }

    @Override
    public Optional<StateEntry> find(StateKey key) {
        return entries.find(key);
    }

    @Override
    public List<StateEntry> list(StateQuery query) {
        return entries.rows().values().stream()
                .filter(query::matches)
                .limit(query.limit())
                .toList();
    }

    @Override
    public void save(StateEntry entry) {
        entries.put(entry.key(), entry);
    }

    @Override
    public int removeTombstonesBefore(Instant time, int limit) {
        List<StateKey> gone = entries.rows().values().stream()
                .filter(entry -> entry.deleted() && entry.updatedAt().isBefore(time))
                .map(StateEntry::key)
                .limit(limit)
                .toList();
        gone.forEach(entries::remove);
        return gone.size();
    }
}
