package mesh.adapter.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a git repository lies, read from its files (gitrepository-layout(5)) without starting git.
 *
 * @param top of the working tree; empty inside a bare repository or inside {@code .git}
 * @param gitDirectory the working tree's own; holds its {@code HEAD}
 * @param commonDirectory the same for all worktrees of one repository
 */
public record GitLayout(Optional<Path> top, Path gitDirectory, Path commonDirectory) {
    private static final int MAX_POINTER_BYTES = 8192;
    private static final String POINTER = "gitdir: ";
    private static final String BRANCH = "ref: refs/heads/";

    /** The repository that holds {@code place}, an absolute path without links that need not exist. */
    public static Optional<GitLayout> around(Path place) {
        for (Path at = place; at != null; at = at.getParent()) {
            Path dotGit = at.resolve(".git");
            if (dotGit.toFile().exists()) {
                Path gitDirectory = Files.isDirectory(dotGit) ? dotGit : pointedTo(dotGit, POINTER);
                if (isGitDirectory(gitDirectory)) return Optional.of(of(Optional.of(at), gitDirectory));
            }
            if (isGitDirectory(at)) return Optional.of(of(Optional.empty(), at));
        }
        return Optional.empty();
    }

    /** The branch that is checked out; empty for a detached head. */
    public Optional<String> branch() {
        String head = line(gitDirectory.resolve("HEAD"));
        return head.startsWith(BRANCH) ? Optional.of(head.substring(BRANCH.length())) : Optional.empty();
    }

    private static GitLayout of(Optional<Path> top, Path gitDirectory) {
        Path common = gitDirectory.resolve("commondir");
        Path pointed = common.toFile().exists() ? pointedTo(common, "") : null;
        return new GitLayout(top, gitDirectory, real(pointed == null ? gitDirectory : pointed));
    }

    /** As git itself decides it: a {@code HEAD}, and objects and references here or in the common directory. */
    private static boolean isGitDirectory(Path directory) {
        if (directory == null || !directory.resolve("HEAD").toFile().exists()) return false;
        if (directory.resolve("commondir").toFile().exists()) return true;
        return directory.resolve("objects").toFile().isDirectory()
                && directory.resolve("refs").toFile().isDirectory();
    }

    /** The path that a one-line file holds behind {@code prefix}, relative to that file's folder; null if it has none. */
    private static Path pointedTo(Path file, String prefix) {
        String line = line(file);
        if (!line.startsWith(prefix) || line.length() == prefix.length()) return null;
        try {
            return file.resolveSibling(line.substring(prefix.length()));
        } catch (InvalidPathException e) {
            return null; // not written by git
        }
    }

    private static String line(Path file) {
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_POINTER_BYTES), StandardCharsets.UTF_8);
            int end = text.indexOf('\n');
            return end < 0 ? text : text.substring(0, end);
        } catch (IOException e) {
            return ""; // no such file, or not for us to read: not a repository that we can tell anything about
        }
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory.toAbsolutePath().normalize(); // a worktree whose repository was moved away
        }
    }
}
