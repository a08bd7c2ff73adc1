package mesh.adapter.superlocalmemory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import mesh.domain.Text;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.message.Message;
import mesh.domain.state.StateEntry;
import mesh.port.out.MemoryBridge;

/**
 * Tells and asks SuperLocalMemory through its command: {@code slm remember TEXT}, {@code slm recall QUERY}. The text is one
 * argument of the process, never part of a shell's line, and always begins with a word of ours, so that it is no option.
 * One thread does the telling, from a queue that lets the newest go when it is full. Safe for use by many threads.
 */
public final class SlmCommand implements MemoryBridge {
    private static final System.Logger LOG = System.getLogger(SlmCommand.class.getName());
    private static final String[] NAMES = {"slm", "superlocalmemory"};

    static final int MAX_WAITING = 256;
    /** Characters of a message or value that are remembered. */
    static final int MAX_TEXT_CHARS = 500;
    /** Characters of a question. */
    static final int MAX_QUERY_CHARS = 500;
    /** Bytes of an answer that are looked at. */
    static final int MAX_ANSWER_BYTES = 64 * 1024;

    static final int MAX_LINES = 50;

    private final Optional<Path> command;
    private final Duration limit;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean closed;
    private Thread teller;

    /** @param limit how long one run of the command may take; 5 s is usual */
    public SlmCommand(Optional<Path> command, Duration limit) {
        this.command = command;
        this.limit = limit;
    }

    /** Looks for {@code slm}, then {@code superlocalmemory}, in the folders of {@code path} (as PATH spells them). */
    public static SlmCommand find(String path) {
        for (String name : NAMES) {
            for (String folder : path.split(":")) {
                Optional<Path> found = executable(folder, name);
                if (found.isPresent()) return new SlmCommand(found, Duration.ofSeconds(5));
            }
        }
        return new SlmCommand(Optional.empty(), Duration.ofSeconds(5));
    }

    /** Only absolute folders count: what lies in the current directory is somebody's project. */
    private static Optional<Path> executable(String folder, String name) {
        try {
            Path file = Path.of(folder, name);
            return file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (InvalidPathException notAFolder) {
            return Optional.empty();
        }
    }

    @Override
    public boolean available() {
        return command.isPresent();
    }

    @Override
    public void message(Message message) {
        remember("[mesh:message] " + message.fromPeer() + " -> " + message.toPeer() + ": "
                + Text.shown(message.payload(), MAX_TEXT_CHARS));
    }

    @Override
    public void state(StateEntry entry) {
        remember("[mesh:state] "
                + Text.shown(entry.key().namespace() + "/" + entry.key().key(), MAX_TEXT_CHARS)
                + (entry.deleted() ? " was deleted by " : " = " + Text.shown(entry.value(), MAX_TEXT_CHARS) + " by ")
                + entry.updatedBy());
    }

    @Override
    public void event(MeshEvent event) {
        EventType type = event.type();
        if (type.equals(EventType.MESSAGE_RECEIVED) || type.equals(EventType.STATE_CHANGED)) return; // told in full
        remember("[mesh:event] " + type.value() + " by " + event.emittedBy() + ": "
                + Text.shown(event.payload().json(), MAX_TEXT_CHARS));
    }

    private void remember(String text) {
        if (command.isEmpty() || closed) return;
        startTelling();
        if (!waiting.offer(text) && told.compareAndSet(false, true))
            LOG.log(
                    System.Logger.Level.INFO,
                    "SuperLocalMemory is slower than the mesh; some things are not remembered");
    }

    private synchronized void startTelling() {
        if (teller != null) return;
        teller = new Thread(this::tell, "mesh-memory");
        teller.setDaemon(true);
        teller.start();
    }

    private void tell() {
        try {
            while (!closed) run("remember", waiting.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    @Override
    public List<String> recall(String query) {
        if (command.isEmpty()) return List.of();
        String question = Text.shown(query, MAX_QUERY_CHARS).strip();
        while (question.startsWith("-")) question = question.substring(1).strip();
        if (question.isEmpty()) return List.of();
        try {
            List<String> lines = new ArrayList<>();
            for (String line : run("recall", question).split("\n"))
                if (!line.isBlank() && lines.size() < MAX_LINES) lines.add(Text.shown(line, MAX_TEXT_CHARS));
            return lines;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Runs the command and returns what it printed; nothing when it fails or takes too long. */
    private String run(String verb, String text) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command.orElseThrow().toString(), verb, text)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "SuperLocalMemory could not be run", e);
            return "";
        }
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        try {
            String answer = output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0 ? answer : "";
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "SuperLocalMemory gave no answer to " + verb, e);
            return "";
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String read(InputStream output) {
        try (output) {
            byte[] bytes = output.readNBytes(MAX_ANSWER_BYTES);
            output.transferTo(OutputStream.nullOutputStream());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "SuperLocalMemory's answer broke off", e);
            return "";
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (teller != null) teller.interrupt();
    }
}
