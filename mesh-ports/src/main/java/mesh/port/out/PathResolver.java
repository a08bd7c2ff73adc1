package mesh.port.out;

import java.util.Optional;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;

/** Looks at this machine's file system. Never follows a path that it was not given. */
public interface PathResolver {
    /**
     * The one identity of a file: resolved against {@code base}, {@code .} and {@code ..} gone, symbolic links resolved
     * up to the deepest parent that exists, case folded where that file system folds it.
     *
     * @param base absolute; empty where {@code text} must be absolute itself
     * @param text ends in a slash for a directory and all below it
     * @throws mesh.domain.InvalidInput for a path that cannot be, or repo scope outside a repository
     */
    LockPath resolve(Optional<String> base, String text, LockScope scope);

    /** The canonical form of a project's directory, which need not exist. */
    String canonical(String directory);

    /** Identity of the repository that holds {@code directory}: the same for all its worktrees and clones. */
    Optional<String> repository(String directory);
}
