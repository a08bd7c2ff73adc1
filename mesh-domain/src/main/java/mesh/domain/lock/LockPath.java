package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import mesh.domain.InvalidInput;

/**
 * A file or directory with one identity however it was spelled: a path resolver has made it absolute and canonical.
 *
 * @param machine whose file system {@code path} is meant on
 * @param path absolute, canonical, without a slash at the end
 * @param directory whether everything below {@code path} is meant as well
 * @param repo its place in its repository; required for {@link LockScope#REPO}
 */
public record LockPath(String machine, String path, boolean directory, LockScope scope, Optional<RepoPath> repo) {
    public static final int MAX_BYTES = 4096;

    public LockPath {
        InvalidInput.length("machine", machine, 1, 255);
        checkPath(path, 1);
        requireNonNull(scope);
        if (scope == LockScope.REPO && repo.isEmpty())
            throw new InvalidInput("scope", "must not be \"repo\" for a file outside any git repository: " + path);
    }

    static void checkPath(String path, int minChars) {
        InvalidInput.required("filePath", path);
        InvalidInput.utf8Length("filePath", path, MAX_BYTES);
        if (path.length() < minChars) throw new InvalidInput("filePath", "must not be empty");
        if (path.indexOf('\0') >= 0) throw new InvalidInput("filePath", "must not contain a NUL character");
    }

    /** Whether one file belongs to both: the same path, or one is a directory that holds the other. */
    public boolean overlaps(LockPath other) {
        if (machine.equals(other.machine) && treesOverlap(path, directory, other.path, other.directory)) return true;
        boolean acrossClones = scope == LockScope.REPO || other.scope == LockScope.REPO;
        return acrossClones
                && repo.isPresent()
                && other.repo.isPresent()
                && repo.get().repository().equals(other.repo.get().repository())
                && treesOverlap(repo.get().path(), directory, other.repo.get().path(), other.directory);
    }

    /** Whether a lock on this and a lock on {@code other} are the same lock. */
    public boolean isSameTarget(LockPath other) {
        if (scope != other.scope || directory != other.directory) return false;
        return scope == LockScope.REPO
                ? repo.equals(other.repo)
                : machine.equals(other.machine) && path.equals(other.path);
    }

    /** Whether every file of {@code other} belongs to this as well. */
    public boolean covers(LockPath other) {
        if (scope == LockScope.MACHINE && other.scope == LockScope.REPO) return false;
        if (machine.equals(other.machine) && treeCovers(path, directory, other.path, other.directory)) return true;
        return scope == LockScope.REPO
                && repo.isPresent()
                && other.repo.isPresent()
                && repo.get().repository().equals(other.repo.get().repository())
                && treeCovers(repo.get().path(), directory, other.repo.get().path(), other.directory);
    }

    /** As a caller would write it: the path, with a slash at the end for a directory. */
    public String text() {
        return directory && !path.endsWith("/") ? path + "/" : path;
    }

    private static boolean treesOverlap(String a, boolean aIsTree, String b, boolean bIsTree) {
        return a.equals(b) || (aIsTree && isBelow(b, a)) || (bIsTree && isBelow(a, b));
    }

    private static boolean treeCovers(String a, boolean aIsTree, String b, boolean bIsTree) {
        return (a.equals(b) && (aIsTree || !bIsTree)) || (aIsTree && isBelow(b, a));
    }

    private static boolean isBelow(String path, String top) {
        if (top.isEmpty() || top.equals("/")) return path.length() > top.length();
        return path.length() > top.length() && path.startsWith(top) && path.charAt(top.length()) == '/';
    }
}
