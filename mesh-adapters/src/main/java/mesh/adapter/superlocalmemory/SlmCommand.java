package mesh.adapter.superlocalmemory;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.TimeUnit;
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
    private static final Path NOWHERE = Path.of("/dev/null");
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
            while (!closed) remembered(waiting.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void remembered(String text) throws InterruptedException {
        try {
            run("remember", text, NOWHERE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "SuperLocalMemory could not be run", e);
        }
    }

    @Override
    public List<String> recall(String query) {
        if (command.isEmpty()) return List.of();
        String question = Text.shown(query, MAX_QUERY_CHARS).strip();
        while (question.startsWith("-")) question = question.substring(1).strip();
        if (question.isEmpty()) return List.of();
        try {
            return lines(answer(question));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "SuperLocalMemory could not be asked", e);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** By way of a file: a pipe stays open for as long as anything that the command left behind holds it. */
    private String answer(String question) throws InterruptedException, IOException {
        Path output = Files.createTempFile("slm-mesh-recall", ".txt");
        try {
            return run("recall", question, output);
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> lines(String answer) {
        List<String> lines = new ArrayList<>();
        for (String line : answer.split("\n"))
            if (!line.isBlank() && lines.size() < MAX_LINES) lines.add(Text.shown(line, MAX_TEXT_CHARS));
        return lines;
    }

    /** Runs the command, and reads what it wrote into {@code output} if it succeeded within the limit. */
    private String run(String verb, String text, Path output) throws InterruptedException, IOException {
        Process process = new ProcessBuilder(command.orElseThrow().toString(), verb, text)
                .redirectInput(NOWHERE.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0)
                return output.equals(NOWHERE) ? "" : read(output);
            LOG.log(System.Logger.Level.DEBUG, "SuperLocalMemory gave no answer to " + verb);
            return "";
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String read(Path output) throws IOException {
        try (InputStream bytes = Files.newInputStream(output)) {
            return new String(bytes.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (teller != null) teller.interrupt();
    }
}
