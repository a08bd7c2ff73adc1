package mesh.adapter.host.guard;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A git repository, as the {@code git} command sees it. */
public final class GitRepository {
    private static final int MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
    private static final long MAX_SECONDS = 30;

    private final Path directory;

    /** @param directory anywhere in the working tree */
    public GitRepository(Path directory) {
        this.directory = directory;
    }

    /** The top of the working tree; empty outside of any. */
    public Optional<Path> top() throws IOException {
        Answer answer = git("rev-parse", "--show-toplevel");
        return answer.status == 0 ? Optional.of(Path.of(answer.line())) : Optional.empty();
    }

    /** The folder that git runs hooks from: {@code core.hooksPath}, or the repository's own, also in a worktree. */
    public Path hooks() throws IOException {
        Answer answer = git("rev-parse", "--git-path", "hooks");
        if (answer.status != 0) throw new IOException("no git repository: " + directory);
        return directory.resolve(answer.line()).toAbsolutePath().normalize();
    }

    /** Files that the next commit changes or removes, relative to the top; a rename counts as both. */
    public List<String> staged() throws IOException {
        Answer answer = git("diff", "--cached", "--name-only", "--no-renames", "-z");
        if (answer.status != 0) throw new IOException("git cannot say what is staged: " + answer.text.strip());
        List<String> files = new ArrayList<>();
        for (String name : answer.text.split("\0")) if (!name.isEmpty()) files.add(name);
        return files;
    }

    private record Answer(int status, String text) {
        String line() {
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        }
    }

    private Answer git(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = process.getInputStream()) {
            byte[] text = out.readNBytes(MAX_OUTPUT_BYTES);
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) throw new IOException("git does not come to an end");
            return new Answer(process.exitValue(), new String(text, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git was running", e);
        } finally {
            process.destroy();
        }
    }
}
