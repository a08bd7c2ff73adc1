package mesh.app.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** The processes of a benchmark. None outlives it: {@link #endAll} ends those that are there and lets no further begin. */
final class Children {
    /** All that they are given of this process's environment: no session of a host shows through. */
    private static final Set<String> PASSED_ON = Set.of(
            "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "JAVA_HOME", "SLM_MESH_JAVA");

    private static final long PATIENCE_SECONDS = 30;
    private static final long STOP_SECONDS = 10;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final Path errors;
    private final List<Process> started = new ArrayList<>();
    private final ReentrantLock closing = new ReentrantLock();
    private boolean closed;

    /** @param folder where they start, and where what they say to stderr goes */
    Children(Path folder) {
        this.errors = folder.resolve("stderr.txt");
    }

    /** What one run came to. @param nanos from before its start until its end was seen */
    record Ended(long nanos, int status, String out) {}

    Process start(List<String> command, Map<String, String> settings, Redirect out) throws IOException {
        File folder = errors.getParent().toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder)
                .redirectOutput(out)
                .redirectError(Redirect.appendTo(errors.toFile()));
        builder.environment().keySet().removeIf(variable -> !PASSED_ON.contains(variable));
        builder.environment().putAll(settings);
        closing.lock();
        try {
            if (closed) throw new IOException("The benchmark was interrupted");
            started.removeIf(process -> !process.isAlive());
            Process process = builder.start();
            started.add(process);
            return process;
        } finally {
            closing.unlock();
        }
    }

    /** Runs a command to its end. @throws IOException where it does not end well */
    Ended run(List<String> command, Map<String, String> settings, String input) throws IOException {
        long begun = System.nanoTime();
        Process process = start(command, settings, Redirect.PIPE);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = await(process);
        long nanos = System.nanoTime() - begun;
        if (status != 0) throw new IOException(command + " ended with status " + status + ": " + out + said());
        return new Ended(nanos, status, out);
    }

    private static int await(Process process) throws IOException {
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException("A process did not end within " + PATIENCE_SECONDS + " s");
    }

    /** The end of what they said to stderr. */
    String said() throws IOException {
        if (Files.notExists(errors)) return "";
        String text = Files.readString(errors).strip();
        return text.substring(Math.max(0, text.length() - 1_000));
    }

    /** Asks a process to end, and makes it. Looks often, since to be told of a stranger's end takes the JDK long. */
    static void end(ProcessHandle process) {
        process.destroy();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (process.isAlive() && System.nanoTime() - end < 0) LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        if (process.isAlive()) process.destroyForcibly();
    }

    void endAll() {
        closing.lock();
        try {
            closed = true;
            for (Process process : started) process.destroy();
            for (Process process : started) end(process.toHandle());
        } finally {
            closing.unlock();
        }
    }
}
