package mesh.adapter.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts processes that outlive the terminal and the process group of whoever caused them. */
public final class Detached {
    /** Waits for the command, and can be ended alone. */
    private static final List<String> WAITER = List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh");

    /** Where {@code setsid} lives; it starts a session of its own and then becomes the command. */
    private static final List<String> SETSID = List.of("/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid");

    /** For systems without it: job control gives a background job its own process group, and no hang-up reaches it. */
    private static final List<String> JOB = List.of("/bin/sh", "-c", "set -m; trap '' HUP; \"$@\" & wait $!", "sh");

    private Detached() {}

    /**
     * Starts {@code command} with nothing of this process but the working directory {@code folder} and {@code
     * environment}: no open files, standard input empty, both outputs appended to {@code log}.
     *
     * @param command program and arguments; every user of this machine can read them
     * @param log exists, so that its rights are its owner's choice
     * @return a process that ends as the command does, good for noticing an early end; to be destroyed when that is of no
     *     more interest, which leaves the command alone: a JVM that exits waits 300 ms for the thread that waits for a child
     * @throws IOException where it cannot be started
     */
    public static Process start(List<String> command, Map<String, String> environment, Path folder, Path log)
            throws IOException {
        List<String> words = new ArrayList<>(detacher());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static List<String> detacher() {
        List<String> words = new ArrayList<>(WAITER);
        for (String program : SETSID) {
            if (!new File(program).canExecute()) continue;
            words.add(program);
            return words;
        }
        return JOB;
    }
}
