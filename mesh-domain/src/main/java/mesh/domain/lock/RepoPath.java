package mesh.domain.lock;

import mesh.domain.InvalidInput;

/**
 * A file by its place in a repository.
 *
 * @param repository the same for every worktree and clone
 * @param path relative to the top of the working tree, with {@code /}; empty for the top itself
 */
public record RepoPath(String repository, String path) {
    public RepoPath {
        InvalidInput.length("repository", repository, 1, LockPath.MAX_BYTES);
        LockPath.checkPath(path, 0);
    }
}
