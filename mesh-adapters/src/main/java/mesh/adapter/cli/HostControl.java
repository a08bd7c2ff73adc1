package mesh.adapter.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the command line cannot do by itself about the coding-agent hosts of this machine: put the mesh into their
 * configuration, be their hook, and stand before a commit. The composition root implements it.
 */
public interface HostControl {
    // --- Installation ---

    /** Names of the hosts, as agent types are spelled. */
    List<String> names();

    /**
     * What is wished for.
     *
     * @param host one of {@link HostControl#names}
     * @param install as opposed to uninstall
     * @param forUser for all projects of this user, as opposed to the one in {@code project}
     * @param http whether hooks are to be called over HTTP where the host can
     */
    record Wish(String host, boolean install, boolean forUser, boolean http, Path project) {
        public Wish {
            requireNonNull(host);
            requireNonNull(project);
        }
    }

    /** What a wish would change, and the way to do it. */
    interface Plan {
        /** The name that people know the host by. */
        String title();

        List<Change> changes();

        /** What the person has to do or know, a sentence each. */
        List<String> notes();

        /** Makes one of the changes. @throws IOException when it could not be made; the message says why */
        void apply(Change change) throws IOException;
    }

    /**
     * What happens to one file.
     *
     * @param purpose what it is for: "MCP server"
     * @param difference lines that go ({@code "- "}), come ({@code "+ "}) and stand around them ({@code "  "})
     * @param problem why it is left alone; empty for {@link Kind#LEFT_ALONE} is impossible
     */
    record Change(Path file, String purpose, Kind kind, List<String> difference, Optional<String> problem) {
        public Change {
            requireNonNull(kind);
            difference = List.copyOf(difference);
        }
    }

    /** Kinds of change. */
    enum Kind {
        CREATED,
        CHANGED,
        REMOVED,
        UNCHANGED,
        LEFT_ALONE
    }

    /** Plans. Changes nothing. */
    Plan plan(Wish wish);

    // --- Hooks ---

    /** What a hook process is for. */
    enum HookMode {
        /** To answer the one call on standard input. */
        CALL,
        /** To wait beside an idle session until it has mail, and end with the status that wakes it. */
        WAKE,
        /** To say on standard output whenever the session above has mail while it is idle. */
        MONITOR
    }

    /** Runs as a hook of a coding agent. Whatever goes wrong, the agent goes on. @return the exit status for the host */
    int runHook(String host, HookMode mode);

    /**
     * One installed hook, fired with a sample of what its host sends.
     *
     * @param place where it is installed: the file
     * @param event the host's name for it
     * @param answer what the host would be given; empty for "go on"
     * @param problem what is wrong with it
     */
    record Trial(String host, Path place, String event, String answer, Duration took, Optional<String> problem) {}

    /** Fires every hook that is installed for this user or in this project. */
    List<Trial> tryHooks(Path project);

    // --- The guard before a commit ---

    /** Puts the guard into the repository's pre-commit hook, or takes it out. */
    Plan planGuard(boolean install, Path directory);

    /**
     * A file that somebody else holds.
     *
     * @param path as the repository knows it
     */
    record Held(String path, String holder, Duration remaining, String reason) {}

    /**
     * Which of the files are held by others than whoever runs this process.
     *
     * @param files in the repository; empty for those that are staged
     * @throws mesh.port.in.MeshUnavailable where no broker runs, so that nobody holds anything
     */
    List<Held> heldByOthers(Path directory, List<String> files) throws IOException;
}
