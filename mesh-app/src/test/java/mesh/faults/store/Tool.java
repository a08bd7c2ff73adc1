package mesh.faults.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs programs of the operating system. */
final class Tool {
    private Tool() {}

    /** Runs it; where it is missing or may not do that here, the test is skipped. */
    static void runOrSkip(String... command) throws IOException {
        Process process;
        try {
            process = begin(command);
        } catch (IOException e) {
            assumeTrue(false, "no " + command[0] + " here");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes());
        assumeTrue(ended(process) == 0, () -> String.join(" ", command) + " is not possible here: " + said);
    }

    static void run(String... command) throws IOException {
        Process process = begin(command);
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, ended(process), said);
    }

    private static Process begin(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static int ended(Process process) {
        return process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
    }
}
