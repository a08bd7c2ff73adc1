package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A path as a caller wrote it: relative to its peer's project, a slash at the end for a directory.
 *
 * @param resolved set by a caller on another machine, whose file system the broker cannot look at
 */
public record LockTarget(String text, LockScope scope, Optional<LockPath> resolved) {
    public LockTarget {
        LockPath.checkPath(text, 1);
        requireNonNull(scope);
        requireNonNull(resolved);
    }

    public static LockTarget of(String text) {
        return new LockTarget(text, LockScope.MACHINE, Optional.empty());
    }

    public static LockTarget of(String text, LockScope scope) {
        return new LockTarget(text, scope, Optional.empty());
    }
}
