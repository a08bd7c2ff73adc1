package mesh.adapter.mcp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where a session works.
 *
 * @param path absolute
 * @param gitRoot top of its working tree, where it is one
 */
public record Project(String path, Optional<String> gitRoot, Optional<String> gitBranch) {
    public Project {
        requireNonNull(path);
        requireNonNull(gitRoot);
        requireNonNull(gitBranch);
    }

    public static Project at(String path) {
        return new Project(path, Optional.empty(), Optional.empty());
    }
}
