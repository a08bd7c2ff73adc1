package mesh.adapter.host.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What will happen, or happened, to one file.
 *
 * @param installs whether it puts us in, as opposed to taking us out
 * @param before what it holds; empty where it is not there
 * @param after what it will hold; empty where it will be removed
 * @param problem why it is left alone; then nothing changes
 */
public record FileChange(
        HostFile file, boolean installs, Optional<byte[]> before, Optional<byte[]> after, Optional<String> problem) {
    static FileChange to(HostFile file, boolean installs, Optional<byte[]> before, Optional<byte[]> after) {
        return new FileChange(file, installs, before, after, Optional.empty());
    }

    static FileChange leftAlone(HostFile file, boolean installs, String why) {
        return new FileChange(file, installs, Optional.empty(), Optional.empty(), Optional.of(why));
    }

    public Path path() {
        return file.path();
    }

    public boolean changesSomething() {
        if (problem.isPresent()) return false;
        if (before.isPresent() && after.isPresent()) return !Arrays.equals(before.get(), after.get());
        return before.isPresent() || after.isPresent();
    }

    /** The lines that change, each after {@code "- "} or {@code "+ "}, with a line around them after two blanks. */
    public List<String> difference() {
        return LineDiff.between(lines(before), lines(after));
    }

    private static List<String> lines(Optional<byte[]> content) {
        return content.map(bytes ->
                        new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .orElse(List.of());
    }
}
