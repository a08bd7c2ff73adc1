package mesh.adapter.mcp;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mesh.domain.peer.AgentType;

/**
 * What a process of the stdio server sees around itself. What costs time to find out is asked for only when a session
 * takes part.
 *
 * @param ancestors names of the parent process, its parent and so on, as far as they can be seen
 * @param projects looks at a directory: its git root and branch
 * @param reported session key of the one session of this agent in the host's process, where its hooks reported one
 */
public record Surroundings(
        LongSupplier pid,
        Map<String, String> environment,
        String workingDirectory,
        Supplier<List<String>> ancestors,
        Function<String, Project> projects,
        Function<AgentType, Optional<String>> reported) {
    public Surroundings {
        requireNonNull(pid);
        requireNonNull(environment);
        requireNonNull(workingDirectory);
        requireNonNull(ancestors);
        requireNonNull(projects);
        requireNonNull(reported);
    }

    /** Those of a host without hooks. */
    public Surroundings(
            LongSupplier pid,
            Map<String, String> environment,
            String workingDirectory,
            Supplier<List<String>> ancestors,
            Function<String, Project> projects) {
        this(pid, environment, workingDirectory, ancestors, projects, any -> Optional.empty());
    }
}
