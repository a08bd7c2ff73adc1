package mesh.adapter.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.RepoPath;
import mesh.port.out.PathResolver;

/**
 * Paths by their text alone, for programs that embed a mesh and for tests: no file system, no links, one repository
 * where one is named.
 */
public final class MemoryPaths implements PathResolver {
    private final String machine;
    private final Optional<String> repositoryTop;

    public MemoryPaths(String machine) {
        this(machine, Optional.empty());
    }

    /** @param repositoryTop directory that counts as the top of a repository, with all below it */
    public MemoryPaths(String machine, Optional<String> repositoryTop) {
        this.machine = machine;
        this.repositoryTop = repositoryTop.map(MemoryPaths::normalized);
    }

    @Override
    public LockPath resolve(Optional<String> base, String text, LockScope scope) {
        if (text.indexOf('\0') >= 0) throw new InvalidInput("filePath", "must not contain a NUL character");
        if (!text.startsWith("/") && base.isEmpty())
            throw new InvalidInput("filePath", "must be absolute here: \"" + text + "\"");
        String path = normalized(text.startsWith("/") ? text : base.get() + "/" + text);
        return new LockPath(machine, path, text.endsWith("/"), scope, repositoryPath(path));
    }

    private Optional<RepoPath> repositoryPath(String path) {
        return repositoryTop.flatMap(top -> path.equals(top) || path.startsWith(top + "/")
                ? Optional.of(new RepoPath("memory:" + top, path.equals(top) ? "" : path.substring(top.length() + 1)))
                : Optional.empty());
    }

    @Override
    public String canonical(String directory) {
        return normalized(directory);
    }

    @Override
    public Optional<String> repository(String directory) {
        return repositoryPath(normalized(directory)).map(RepoPath::repository);
    }

    private static String normalized(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) names.pollLast();
            else if (!name.isEmpty() && !name.equals(".")) names.addLast(name);
        }
        return "/" + String.join("/", names);
    }
}
