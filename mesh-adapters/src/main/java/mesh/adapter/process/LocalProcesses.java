package mesh.adapter.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.peer.ProcessIdentity;
import mesh.port.out.ProcessProbe;

/**
 * This machine's processes: Linux' {@code /proc} where there is one, else what the JDK knows. Safe for use by many
 * threads.
 */
public final class LocalProcesses implements ProcessProbe {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_STAT_BYTES = 4096;
    private static final int MAX_ANCESTORS = 16;

    /** Of the fields behind the name in {@code /proc/PID/stat} (proc_pid_stat(5)), which count from 3. */
    private static final int START_TIME = 22 - 3;

    private final Optional<String> boot;
    private final String host;

    /** Asks the machine once for what it is called and when it started. */
    public LocalProcesses() {
        boot = line(BOOT_ID);
        host = line(HOST_NAME).orElseGet(LocalProcesses::hostFromNetwork);
    }

    @Override
    public Optional<ProcessIdentity> identify(long pid) {
        if (pid < 1 || pid > Integer.MAX_VALUE) return Optional.empty();
        Optional<String> mark = boot.isPresent()
                ? line(stat(pid)).flatMap(LocalProcesses::startTime).map(ticks -> boot.get() + ":" + ticks)
                : ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .flatMap(process -> process.info().startInstant())
                        .map(start -> "start:" + start.toEpochMilli());
        return mark.map(m -> new ProcessIdentity(pid, m));
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        Optional<ProcessIdentity> found = identify(process.pid());
        if (found.isPresent()) return found.get().equals(process);
        // Out of file descriptors, say: what cannot be looked at is not known to be gone.
        return boot.isPresent()
                && isThere(process.pid())
                && line(stat(process.pid())).isEmpty();
    }

    /** Where there is a boot id the kernel is Linux, whose JVMs all tick since it started (CLOCK_MONOTONIC). */
    @Override
    public Optional<String> boot() {
        return boot;
    }

    @Override
    public String host() {
        return host;
    }

    /** This process. */
    public ProcessIdentity self() {
        long pid = ProcessHandle.current().pid();
        return identify(pid).orElseGet(() -> new ProcessIdentity(pid, "start:unknown"));
    }

    /**
     * What the processes above this one are called, the nearest first: of each its name, its program and its first
     * argument, which is the script where the program is an interpreter.
     */
    public List<String> ancestors() {
        List<String> names = new ArrayList<>();
        Optional<ProcessHandle> process = ProcessHandle.current().parent();
        for (int i = 0; i < MAX_ANCESTORS && process.isPresent(); i++) {
            line(Path.of("/proc", Long.toString(process.get().pid()), "comm")).ifPresent(names::add);
            process.get().info().command().ifPresent(names::add);
            process.get().info().arguments().ifPresent(words -> {
                if (words.length > 0) names.add(words[0]);
            });
            process = process.get().parent();
        }
        return names;
    }

    /**
     * Ticks from boot to start; empty for a zombie, which runs no more. The name in parentheses may hold anything, so
     * the fields are counted from the last one.
     */
    static Optional<String> startTime(String stat) {
        int nameEnd = stat.lastIndexOf(") ");
        if (nameEnd < 0) return Optional.empty();
        String[] fields = stat.substring(nameEnd + 2).split(" ");
        if (fields.length <= START_TIME) return Optional.empty();
        boolean ended = fields[0].equals("Z") || fields[0].equals("X") || fields[0].equals("x");
        return ended ? Optional.empty() : Optional.of(fields[START_TIME]);
    }

    private static Path stat(long pid) {
        return Path.of("/proc", Long.toString(pid), "stat");
    }

    private static boolean isThere(long pid) {
        return new File("/proc/" + pid).exists();
    }

    private static Optional<String> line(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_STAT_BYTES), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty(); // no such process, or not Linux
        }
    }

    private static String hostFromNetwork() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine without a name
        }
    }
}
