package mesh.adapter.files;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import mesh.domain.lock.LockPath;

/**
 * What a repository is called in all its worktrees and clones: the id of its first commit. One without commits, or
 * with only a part of its history (a shallow clone), is known by its place on this machine.
 *
 * <p>An answer stands as long as this object, so that a first commit does not part peers that are already there.
 */
final class GitIdentities {
    private static final Logger LOG = System.getLogger(GitIdentities.class.getName());
    private static final int MAX_REMEMBERED = 4096;
    private static final long MAX_SECONDS = 10;
    private static final int MAX_ROOTS = 1000; // 41 bytes each: less than a pipe holds

    private final String machine;
    private final ConcurrentHashMap<Path, FutureTask<String>> known = new ConcurrentHashMap<>();

    GitIdentities(String machine) {
        this.machine = machine;
    }

    String of(GitLayout layout) {
        Path common = layout.commonDirectory();
        FutureTask<String> answer = known.get(common);
        if (answer == null) {
            if (known.size() >= MAX_REMEMBERED) known.clear();
            FutureTask<String> mine = new FutureTask<>(() -> find(common));
            FutureTask<String> earlier = known.putIfAbsent(common, mine);
            answer = earlier == null ? mine : earlier;
            if (earlier == null) mine.run();
        }
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return byPlace(common);
        } catch (ExecutionException e) {
            throw new IllegalStateException("identity of " + common, e.getCause());
        }
    }

    private String find(Path common) {
        if (common.resolve("shallow").toFile().exists()) return byPlace(common);
        return firstCommit(common).map(id -> "root:" + id).orElseGet(() -> byPlace(common));
    }

    private String byPlace(Path common) {
        String name = "dir:" + machine + ":" + common;
        return name.length() <= LockPath.MAX_BYTES ? name : name.substring(0, LockPath.MAX_BYTES);
    }

    /** Of several, the smallest. */
    private static Optional<String> firstCommit(Path common) {
        ProcessBuilder git = new ProcessBuilder(List.of(
                "git",
                "--no-replace-objects",
                "-c",
                "protocol.allow=never", // a partial clone must not fetch
                "--git-dir=" + common,
                "rev-list",
                "--max-parents=0",
                "--max-count=" + MAX_ROOTS,
                "HEAD",
                "--"));
        git.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        git.redirectInput(new File("/dev/null")).redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = git.start();
            try (InputStream out = process.getInputStream()) {
                if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                    LOG.log(
                            Level.WARNING,
                            "git needs more than {0} s for the first commit of {1}",
                            MAX_SECONDS,
                            common);
                    return Optional.empty();
                }
                if (process.exitValue() != 0) return Optional.empty(); // no commit yet, or not ours to read
                String roots = new String(out.readNBytes(MAX_ROOTS * 65), StandardCharsets.US_ASCII);
                return roots.lines().filter(GitIdentities::isCommitId).min(String::compareTo);
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "git cannot be started", e);
            return Optional.empty();
        }
    }

    private static boolean isCommitId(String line) {
        return (line.length() == 40 || line.length() == 64) && line.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}
