package mesh.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.InstanceLock;
import mesh.adapter.process.LocalProcesses;
import mesh.adapter.sqlite.SqliteStore;

/**
 * Where it is measured: a folder, brokers and other processes. Closing it ends every process and removes every file; so
 * does the end of this process, also by Ctrl-C.
 */
final class Stage implements AutoCloseable {
    /** Should this process be killed outright, its brokers stop by themselves after so many milliseconds. */
    private static final String IDLE_MILLIS = "10000";

    /** Peers where many are there. */
    static final int CROWD = 50;

    /** Why a row about durable writes has no figures. */
    static final String NO_DISK =
            "the folder is in memory (tmpfs), where nothing is durable; name one on a disk with --dir";

    private static final String A_DAY_MILLIS = "86400000";
    private static final String SHORT_OF_A_DAY_MILLIS = "86000000";

    private final List<String> launcher;
    private final Effort effort;
    private final Path folder;
    private final boolean durable;
    private final Children children;
    private final Thread onInterrupt = new Thread(this::clear, "bench-interrupted");
    private final List<TestedBroker> brokers = new ArrayList<>();
    private TestedBroker shared;
    private boolean busy;
    private int names;
    private final ReentrantLock clearing = new ReentrantLock();
    private boolean cleared; // guarded by clearing

    Stage(List<String> launcher, Effort effort, Path folder, boolean durable) throws IOException {
        this.launcher = launcher;
        this.effort = effort;
        this.durable = durable;
        this.folder = Files.createTempDirectory(folder, "slm-mesh-bench-");
        this.children = new Children(this.folder);
        SqliteStore.unpackNativeLibraryIn(this.folder); // so that it is gone with the rest
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    Effort effort() {
        return effort;
    }

    /** Whether a commit reaches a disk here. */
    boolean durable() {
        return durable;
    }

    Children children() {
        return children;
    }

    Path folder() {
        return folder;
    }

    /** A path of its own for something, where nothing is yet. */
    Path place(String name) {
        return folder.resolve(name + ++names);
    }

    List<String> command(String... words) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(words));
        return command;
    }

    /** The program's hello, run by the same Java as this process with the flags of a short-lived one. */
    List<String> hello() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Machine.place(Hello.class).toString(),
                Hello.class.getName());
    }

    /** The settings of everything that is measured. */
    static Map<String, String> settings(Path data) {
        Map<String, String> settings = new HashMap<>();
        settings.put("SLM_MESH_DATA_DIR", data.toString());
        settings.put("SLM_MESH_PORT", "0");
        settings.put("SLM_MESH_WS_PORT", "0");
        settings.put("SLM_MESH_DISCOVERY", "false");
        settings.put("SLM_MESH_MEMORY", "off");
        settings.put("SLM_MESH_RATE_LIMIT", "0");
        settings.put("SLM_MESH_IDLE_TIMEOUT", IDLE_MILLIS);
        settings.put("SLM_MESH_STALE_MS", SHORT_OF_A_DAY_MILLIS);
        settings.put("SLM_MESH_DEAD_MS", A_DAY_MILLIS);
        settings.put("JAVA_HOME", System.getProperty("java.home"));
        return settings;
    }

    Process start(Path data, Redirect out, String... words) throws IOException {
        return children.start(command(words), settings(data), out);
    }

    /** Runs one command of the program to its end. */
    Children.Ended run(Path data, String... words) throws IOException {
        return children.run(command(words), settings(data), "");
    }

    /** The broker that rows share, warm from those before. */
    TestedBroker broker() throws IOException {
        if (shared == null) shared = newBroker();
        return shared;
    }

    /** The same after some load: its code is compiled, and its database's log has the length that it keeps. */
    TestedBroker busyBroker() throws IOException {
        TestedBroker broker = broker();
        if (!busy) ManySendsRow.load(broker, broker.link(), effort.loadNanos());
        busy = true;
        return broker;
    }

    /** A new one, whose mesh is fifty peers and nobody else. */
    TestedBroker newCrowd() throws IOException {
        TestedBroker crowd = newBroker();
        crowd.peers(CROWD);
        return crowd;
    }

    TestedBroker newBroker() throws IOException {
        return brokerAt(place("data"));
    }

    /** A broker with fifty peers and so many messages between them. @param outdated further ones that it is to forget */
    TestedBroker filledBroker(int messages, int events, int outdated) throws IOException {
        Path data = place("data");
        List<String> peers;
        try (TestedBroker empty = brokerAt(data)) {
            peers = List.copyOf(empty.peers(CROWD));
        }
        Filling.fill(data.resolve("mesh.db"), peers, messages, events, outdated);
        TestedBroker broker = brokerAt(data);
        broker.peers(CROWD); // the same as before: they come back by their session keys
        return broker;
    }

    private TestedBroker brokerAt(Path data) throws IOException {
        TestedBroker broker = new TestedBroker(this, data);
        brokers.add(broker);
        return broker;
    }

    /** The largest log that any broker's database has had. */
    long mostLogBytes() {
        return brokers.stream().mapToLong(TestedBroker::mostLogBytes).max().orElse(0);
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException interrupted) {
            System.getLogger(Stage.class.getName())
                    .log(System.Logger.Level.DEBUG, "Interrupted; everything is cleared already", interrupted);
        }
    }

    private void clear() {
        clearing.lock();
        try {
            if (cleared) return;
            cleared = true;
            children.endAll();
            endDetached();
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Remove it yourself: " + folder, e);
        } finally {
            clearing.unlock();
        }
    }

    /** A broker that a command started is nobody's child; its data directory is ours, and names it. */
    private void endDetached() throws IOException {
        try (var data = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path directory : data) endBroker(directory);
        }
    }

    /** Ends the broker of a data directory of this stage, where one runs; proven to be it by more than its process id. */
    static void endBroker(Path data) throws IOException {
        InstanceLock.holder(DataDirectory.at(data))
                .filter(new LocalProcesses()::isRunning)
                .flatMap(broker -> ProcessHandle.of(broker.pid()))
                .ifPresent(Children::end);
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw e;
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
