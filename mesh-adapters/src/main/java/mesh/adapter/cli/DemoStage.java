package mesh.adapter.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A mesh of its own for a demonstration: a folder, a broker and sessions, all of them this process's children. Closing it
 * ends every process and removes every file; so does the end of this process, also by Ctrl-C.
 */
final class DemoStage implements AutoCloseable {
    /** All that children are given of this process's environment: no host's session leaks into the story. */
    private static final Set<String> PASSED_ON = Set.of(
            "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "JAVA_HOME", "SLM_MESH_JAVA");

    /** Should this process be killed outright, its broker stops by itself after so many milliseconds. */
    private static final String IDLE_MILLIS = "10000";

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final List<String> launcher;
    private final Map<String, String> environment;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final ReentrantLock closing = new ReentrantLock();
    private final Thread onInterrupt = new Thread(this::clear, "demo-interrupted");
    private volatile boolean closed;

    DemoStage(List<String> launcher, Map<String, String> environment) throws IOException {
        this.launcher = launcher;
        this.environment = environment;
        this.folder = Files.createTempDirectory("slm-mesh-demo-");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        Files.createDirectories(project());
    }

    Path folder() {
        return folder;
    }

    /** The directory that the sessions work in. */
    Path project() {
        return folder.resolve("shop");
    }

    /** Whether the story ends early, since the process is about to end. */
    boolean isClosed() {
        return closed;
    }

    /** Starts the broker and waits until it can be reached. */
    void startBroker() throws IOException {
        Process broker = start("broker", folder, "start", "--foreground");
        Path data = data();
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(data.resolve("port")) || !Files.exists(data.resolve("broker.sock"))) {
            if (!broker.isAlive())
                throw new IOException("The broker ended with status " + broker.exitValue() + said("broker"));
            if (System.nanoTime() - end > 0)
                throw new IOException("The broker did not start within " + START.toSeconds() + " s" + said("broker"));
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Starts one session. @param name tells its files from others' */
    McpChild startSession(String name) throws IOException {
        return new McpChild(start(name, project(), "mcp"));
    }

    private Process start(String name, Path directory, String... words) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(Redirect.to(errors(name)));
        builder.environment().keySet().removeIf(variable -> !PASSED_ON.contains(variable));
        builder.environment().putAll(settings());
        if (name.equals("broker")) builder.redirectOutput(Redirect.DISCARD);
        closing.lock();
        try {
            if (closed) throw new IOException("The demo was interrupted");
            Process process = builder.start();
            processes.add(process);
            return process;
        } finally {
            closing.unlock();
        }
    }

    private Map<String, String> settings() {
        return Map.of(
                "SLM_MESH_DATA_DIR", data().toString(),
                "SLM_MESH_PORT", "0",
                "SLM_MESH_WS_PORT", "0",
                "SLM_MESH_DISCOVERY", "false",
                "SLM_MESH_MEMORY", "off",
                "SLM_MESH_IDLE_TIMEOUT", IDLE_MILLIS);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private File errors(String name) {
        return folder.resolve(name + ".err").toFile();
    }

    private String said(String name) throws IOException {
        String text = Files.readString(errors(name).toPath()).strip();
        return text.isEmpty() ? "" : ": " + text;
    }

    /** Waits for a process to end by itself, then makes it. */
    static void end(Process process, Duration within) {
        try {
            if (process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // no time is left to wait
        }
        process.destroyForcibly();
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException interrupted) {
            closed = true; // the hook runs already, and finds everything cleared
        }
    }

    private void clear() {
        closing.lock();
        try {
            if (closed) return;
            closed = true;
            for (Process process : processes) process.destroy();
            for (Process process : processes) end(process, STOP);
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Remove it yourself: " + folder, e);
        } finally {
            closing.unlock();
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) throw failure;
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
