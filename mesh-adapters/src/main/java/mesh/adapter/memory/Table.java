package mesh.adapter.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Rows in the order of their keys, with indices; every change can be undone. */
final class Table<K, V> {
    private final NavigableMap<K, V> rows;
    private final List<Index<?, K, V>> indices = new ArrayList<>();
    private final Comparator<? super K> order;
    private final Undo undo;

    Table(Comparator<? super K> order, Undo undo) {
        this.rows = new TreeMap<>(order);
        this.order = order;
        this.undo = undo;
    }

    /** Adds an index over the rows for which {@code by} has a value. To be called while the table is empty. */
    <I> Index<I, K, V> index(Function<V, Optional<I>> by) {
        Index<I, K, V> index = new Index<>(by, order);
        indices.add(index);
        return index;
    }

    NavigableMap<K, V> rows() {
        return Collections.unmodifiableNavigableMap(rows);
    }

    Optional<V> find(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    void put(K key, V row) {
        V before = set(key, row);
        undo.add(() -> set(key, before));
    }

    void remove(K key) {
        V before = set(key, null);
        if (before != null) undo.add(() -> set(key, before));
    }

    private V set(K key, V row) {
        V before = row == null ? rows.remove(key) : rows.put(key, row);
        for (Index<?, K, V> index : indices) index.change(key, before, row);
        return before;
    }

    /** Rows that have something in common, in the order of their keys. */
    static final class Index<I, K, V> {
        private final Function<V, Optional<I>> by;
        private final Comparator<? super K> order;
        private final Map<I, NavigableMap<K, V>> groups = new HashMap<>();

        private Index(Function<V, Optional<I>> by, Comparator<? super K> order) {
            this.by = by;
            this.order = order;
        }

        NavigableMap<K, V> of(I common) {
            NavigableMap<K, V> group = groups.get(common);
            return group == null ? Collections.emptyNavigableMap() : Collections.unmodifiableNavigableMap(group);
        }

        private void change(K key, V before, V after) {
            if (before != null) by.apply(before).ifPresent(common -> removeFrom(common, key));
            if (after != null)
                by.apply(after)
                        .ifPresent(common -> groups.computeIfAbsent(common, c -> new TreeMap<>(order))
                                .put(key, after));
        }

        private void removeFrom(I common, K key) {
            NavigableMap<K, V> group = groups.get(common);
            group.remove(key);
            if (group.isEmpty()) groups.remove(common);
        }
    }
}
