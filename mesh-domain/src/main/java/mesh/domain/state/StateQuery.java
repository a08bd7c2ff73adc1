package mesh.domain.state;

import mesh.domain.InvalidInput;

/** Which entries to list: those of a namespace whose key starts with {@code prefix} (empty = all), by key. */
public record StateQuery(String namespace, String prefix, int limit) {
    public static final int MAX_LIMIT = 1_000;

    public StateQuery {
        InvalidInput.length("namespace", namespace, 1, StateKey.MAX_CHARS);
        InvalidInput.length("prefix", prefix, 0, StateKey.MAX_CHARS);
        InvalidInput.range("limit", limit, 1, MAX_LIMIT);
    }

    public boolean matches(StateEntry entry) {
        return !entry.deleted()
                && entry.key().namespace().equals(namespace)
                && entry.key().key().startsWith(prefix);
    }
}
