package mesh.faults.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mesh.app.Program;

/** A disk that does not confirm what a process has written, by {@code strace}; well again once this is closed. */
final class FailingSync implements AutoCloseable {
    private final Process strace;
    private final Path calls;

    /**
     * Returns once it is so.
     *
     * @param fault what befalls which calls, as of {@code strace -e inject}
     */
    FailingSync(Path folder, long pid, String fault) throws Exception {
        calls = Files.createTempFile(folder, "strace", ".out");
        try {
            String traced = "trace=" + fault.substring(0, fault.indexOf(':'));
            strace = new ProcessBuilder(List.of(
                            "strace",
                            "-f",
                            "-p",
                            "" + pid,
                            "-o",
                            calls.toString(),
                            "-e",
                            traced,
                            "-e",
                            "signal=none",
                            "-e",
                            "inject=" + fault))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no strace here");
            throw e;
        }
        BufferedReader said = strace.inputReader();
        String line = said.readLine();
        assumeTrue(line != null && line.contains("attached"), "strace may not trace here: " + line);
    }

    /** Waits for the first call that fails. */
    void awaitFailure() throws Exception {
        Program.await("a sync fails", () -> Files.readString(calls).contains("(INJECTED)"));
    }

    @Override
    public void close() {
        strace.destroyForcibly(); // the system lets go of what it traced
        strace.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
