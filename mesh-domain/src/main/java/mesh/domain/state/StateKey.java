package mesh.domain.state;

import mesh.domain.InvalidInput;

/** Names a value: {@code namespace} and {@code key}, each 1 to 256 characters without NUL. */
public record StateKey(String namespace, String key) {
    public static final int MAX_CHARS = 256;
    public static final String DEFAULT_NAMESPACE = "default";

    public StateKey {
        check("namespace", namespace);
        check("key", key);
    }

    public static StateKey of(String key) {
        return new StateKey(DEFAULT_NAMESPACE, key);
    }

    private static void check(String field, String text) {
        InvalidInput.length(field, text, 1, MAX_CHARS);
        if (text.indexOf('\0') >= 0) throw new InvalidInput(field, "must not contain a NUL character");
    }
}
