package mesh.adapter.host.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.host.Program;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.MarkedBlock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockScope;
import mesh.domain.peer.PeerId;
import mesh.port.in.FileLocks;
import mesh.port.out.PathResolver;

/** Stands before a commit: nobody commits a file that somebody else holds. */
public final class CommitGuard {
    private CommitGuard() {}

    /** The pre-commit hook of the repository, with the guard's lines at its top. */
    public static HostFile hook(GitRepository repository, Program program) throws IOException {
        String executable = program.command().get(0);
        // Who removes the program must be able to commit all the same.
        String lines = Path.of(executable).isAbsolute()
                ? "if [ -x " + Program.quoted(executable) + " ]; then " + program.shellLine("guard", "check")
                        + " || exit 1; fi"
                : program.shellLine("guard", "check") + " || exit 1";
        return HostFile.script(
                repository.hooks().resolve("pre-commit"), "pre-commit hook", MarkedBlock.shellScript(lines));
    }

    /** A file with the lease of somebody else on it. */
    public record Conflict(String file, HeldLock held) {}

    /**
     * The leases of others on these files.
     *
     * @param top that the files are relative to
     * @param own peers whose leases do not count
     */
    public static List<Conflict> conflicts(
            Path top, List<String> files, FileLocks locks, PathResolver paths, Set<PeerId> own) {
        List<HeldLock> foreign = new ArrayList<>();
        for (HeldLock held : locks.list(LockQuery.ALL))
            if (!own.contains(held.lock().holder())) foreign.add(held);
        if (foreign.isEmpty()) return List.of();
        List<Conflict> conflicts = new ArrayList<>();
        for (String file : files) {
            LockPath path = paths.resolve(Optional.of(top.toString()), file, LockScope.MACHINE);
            for (HeldLock held : foreign)
                if (held.lock().path().overlaps(path)) conflicts.add(new Conflict(file, held));
        }
        return conflicts;
    }
}
