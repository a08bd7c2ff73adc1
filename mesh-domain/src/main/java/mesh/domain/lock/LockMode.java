package mesh.domain.lock;

import mesh.domain.WireName;

/** Alone, or together with others of the same mode. */
public enum LockMode implements WireName {
    EXCLUSIVE,
    SHARED;

    public boolean excludes(LockMode other) {
        return this == EXCLUSIVE || other == EXCLUSIVE;
    }

    /** Whether who holds this mode has all that {@code wanted} gives. */
    public boolean includes(LockMode wanted) {
        return this == EXCLUSIVE || wanted == SHARED;
    }
}
