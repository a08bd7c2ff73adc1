package mesh.adapter.files;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.RepoPath;
import mesh.port.out.PathResolver;

/** Paths as this machine's operating system would resolve them. Safe for use by many threads. */
public final class LocalPaths implements PathResolver {
    private final String machine;
    private final GitIdentities identities;
    private final NameSamples samples = new NameSamples();

    /** @param machine name of this machine, as {@code ProcessProbe.host()} says it */
    public LocalPaths(String machine) {
        this.machine = requireNonNull(machine);
        this.identities = new GitIdentities(machine);
    }

    @Override
    public LockPath resolve(Optional<String> base, String text, LockScope scope) {
        Path path = parse("filePath", text);
        if (!path.isAbsolute()) {
            String from = base.orElseThrow(() -> new InvalidInput(
                    "filePath", "must be absolute where no project path is known to resolve it against: " + text));
            path = absolute("projectPath", from).resolve(path);
        }
        CanonicalPath walked = CanonicalPath.of("filePath", path, samples);
        return new LockPath(machine, walked.path().toString(), text.endsWith("/"), scope, placeInRepository(walked));
    }

    @Override
    public String canonical(String directory) {
        return walkTo(directory).path().toString();
    }

    @Override
    public Optional<String> repository(String directory) {
        return GitLayout.around(walkTo(directory).directory()).map(identities::of);
    }

    private CanonicalPath walkTo(String project) {
        return CanonicalPath.of("projectPath", absolute("projectPath", project), samples);
    }

    private Optional<RepoPath> placeInRepository(CanonicalPath walked) {
        GitLayout layout = GitLayout.around(walked.directory()).orElse(null);
        if (layout == null || layout.top().isEmpty()) return Optional.empty();
        String place = layout.top().get().relativize(walked.path()).toString();
        return Optional.of(new RepoPath(identities.of(layout), place));
    }

    private static Path absolute(String field, String text) {
        Path path = parse(field, text);
        if (!path.isAbsolute()) throw new InvalidInput(field, "must be an absolute path, it is " + text);
        return path;
    }

    private static Path parse(String field, String text) {
        InvalidInput.utf8Length(field, text, LockPath.MAX_BYTES);
        if (text.isEmpty()) throw new InvalidInput(field, "must not be empty");
        if (text.indexOf('\0') >= 0) throw new InvalidInput(field, "must not contain a NUL character");
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidInput(field, "must be text that this machine can name a file with: " + e.getReason());
        }
    }
}
