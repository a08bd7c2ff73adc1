package mesh.domain.lock;

import mesh.domain.InvalidInput;

/** Number of a grant; a later grant, of whatever path, has a greater one, also after a restart. */
public record FencingToken(long value) implements Comparable<FencingToken> {
    public FencingToken {
        InvalidInput.range("fencingToken", value, 1, Long.MAX_VALUE);
    }

    @Override
    public int compareTo(FencingToken other) {
        return Long.compare(value, other.value);
    }
}
