package mesh.app.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What it was measured on: enough for a stranger to judge the figures. */
final class Machine {
    private static final int PAGE_BYTES = 4096;
    private static final int SYNCS = 200;

    private Machine() {}

    static Map<String, String> facts(Path folder, String version, String options) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Measured", Instant.now().truncatedTo(ChronoUnit.SECONDS) + ", bench" + options);
        facts.put("slm-mesh", version + ", SQLite through " + jar("org.sqlite.JDBC"));
        facts.put(
                "Java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                        + System.getProperty("java.home"));
        facts.put(
                "System",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores"
                        + processor() + memory());
        Samples syncs = syncs(folder);
        facts.put(
                "Disk",
                Files.getFileStore(folder).type() + " at " + folder.getParent() + ", write and fsync of 4 KiB: p50 "
                        + String.format(Locale.ROOT, "%.0f us, p99 %.0f us", syncs.median(), syncs.micros(0.99)));
        return facts;
    }

    /** What an append to a file takes until it is on the disk. */
    private static Samples syncs(Path folder) throws IOException {
        Path file = folder.resolve("sync");
        ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);
        Samples samples = new Samples();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long begun = System.nanoTime();
                channel.write(page.clear());
                channel.force(false);
                samples.add(System.nanoTime() - begun);
            }
        }
        Files.delete(file);
        return samples;
    }

    /** Whether what is written there reaches a disk. */
    static boolean isDisk(Path folder) throws IOException {
        String type = Files.getFileStore(folder).type();
        return !type.equals("tmpfs") && !type.equals("ramfs");
    }

    private static String processor() throws IOException {
        return line(Path.of("/proc/cpuinfo"), "model name", ", ");
    }

    private static String memory() throws IOException {
        return line(Path.of("/proc/meminfo"), "MemTotal", ", memory ");
    }

    private static String line(Path file, String name, String before) throws IOException {
        if (!Files.isReadable(file)) return "";
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> before + line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        }
    }

    private static String jar(String type) {
        try {
            return place(Class.forName(type)).getFileName().toString();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The jar or folder that a class comes from. */
    static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
