package mesh.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.InstanceLock;
import mesh.adapter.process.Detached;
import mesh.adapter.process.LocalProcesses;
import mesh.domain.Text;
import mesh.domain.peer.ProcessIdentity;
import mesh.port.in.MeshUnavailable;

/**
 * Starts the broker of a data directory for a client that found none. Of many clients that do so at once one starts it,
 * and the others wait for the same one.
 */
final class BrokerStarter {
    /** How long a broker may take until it answers; a machine that is busy starting agents is slow. */
    static final long READY_SECONDS = 20;

    /** A broker that ends at once without a fault was in another one's way; it is not started for ever. */
    private static final int MAX_STARTS = 3;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int SHOWN_LOG_BYTES = 2000;

    private final DataDirectory directory;
    private final LocalProcesses processes;
    private final Map<String, String> environment;

    BrokerStarter(DataDirectory directory, LocalProcesses processes, Map<String, String> environment) {
        this.directory = directory;
        this.processes = processes;
        this.environment = environment;
    }

    /** Tries to reach a broker; empty while it cannot be reached. */
    @FunctionalInterface
    interface Attempt<C> {
        Optional<C> reach() throws IOException;
    }

    /** What an attempt reached, and whether a broker had to be started for it. */
    record Reached<C>(C connection, boolean started) {}

    /**
     * Tries, starts a broker where there is none, and tries until it answers.
     *
     * @throws MeshUnavailable when that takes too long; the message shows the end of the broker's log
     */
    <C> Reached<C> reach(Attempt<C> attempt) throws IOException {
        Optional<C> there = attempt.reach();
        if (there.isPresent()) return new Reached<>(there.get(), false);
        directory.prepare();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        InstanceLock right = null;
        Process child = null;
        int starts = 0;
        try {
            while (System.nanoTime() - end < 0) {
                there = attempt.reach();
                if (there.isPresent()) return new Reached<>(there.get(), child != null);
                if (right == null)
                    right = InstanceLock.toStart(directory, processes.self()).orElse(null);
                if (right != null
                        && (child == null || !child.isAlive())
                        && holder(directory, processes).isEmpty()) {
                    if (child != null && child.exitValue() != 0) throw failed(child.exitValue());
                    if (++starts > MAX_STARTS) break;
                    child = start();
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        } finally {
            if (child != null) child.destroy();
            if (right != null) right.close();
        }
        throw unavailable("No broker answered within " + READY_SECONDS + " s." + whoHoldsIt() + endOfLogs());
    }

    /** The process that runs, starts or stops as a directory's broker; proven by more than its process id. */
    static Optional<ProcessIdentity> holder(DataDirectory directory, LocalProcesses processes) throws IOException {
        return InstanceLock.holder(directory).filter(processes::isRunning);
    }

    private Process start() throws IOException {
        directory.truncate(directory.output());
        List<String> command = new ArrayList<>(launcher());
        command.add("start");
        command.add("--foreground");
        return Detached.start(command, handedOn(environment), directory.folder(), directory.output());
    }

    /** The command that starts this program: the launcher that started this process, else what Java was told. */
    static List<String> launcher() {
        String launcher = System.getProperty("slm.mesh.launcher");
        if (launcher != null && new File(launcher).canExecute()) return List.of(launcher);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                java, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(List.of("-cp", absoluteClassPath(), Main.class.getName()));
        return command;
    }

    /** The broker works in its own directory. */
    private static String absoluteClassPath() {
        StringJoiner absolute = new StringJoiner(File.pathSeparator);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator))
            absolute.add(new File(entry).getAbsolutePath());
        return absolute.toString();
    }

    /** What a broker needs to know of its starter's environment; it outlives it, so the rest would only be stale. */
    private static Map<String, String> handedOn(Map<String, String> environment) {
        Map<String, String> kept = new HashMap<>();
        environment.forEach((name, value) -> {
            boolean known = switch (name) {
                case "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "JAVA_HOME" -> true;
                default -> name.startsWith("LC_") || name.startsWith("SLM_");
            };
            if (known) kept.put(name, value);
        });
        return kept;
    }

    private MeshUnavailable failed(int status) {
        return unavailable("The broker did not start (exit status " + status + ")." + endOfLogs());
    }

    private static MeshUnavailable unavailable(String message) {
        return new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, message);
    }

    private String whoHoldsIt() throws IOException {
        return holder(directory, processes)
                .map(process -> " Process " + process.pid()
                        + " is this data directory's broker but does not answer: slm-mesh stop ends it.")
                .orElse("");
    }

    private String endOfLogs() {
        String said = endOf(directory.output());
        return said.isEmpty() ? endOf(directory.log()) : said;
    }

    private static String endOf(Path log) {
        try (var in = Files.newByteChannel(log)) {
            long size = in.size();
            if (size == 0) return "";
            var bytes = java.nio.ByteBuffer.allocate(SHOWN_LOG_BYTES);
            in.position(Math.max(0, size - SHOWN_LOG_BYTES)).read(bytes);
            String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
            if (size > SHOWN_LOG_BYTES) text = text.substring(text.indexOf('\n') + 1);
            return "\nEnd of " + log + ":\n" + Text.clean(text).strip();
        } catch (IOException e) {
            return ""; // the broker did not get as far as to write one
        }
    }
}
