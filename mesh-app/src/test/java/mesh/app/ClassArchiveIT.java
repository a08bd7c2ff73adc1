package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes beside a copy of the distribution: made at the first use, and never a cause of failure. */
final class ClassArchiveIT {
    @TempDir
    Path folder;

    private Path launcher;

    @BeforeEach
    void copyDistribution() throws Exception {
        String packaged = System.getProperty("slm.mesh.launcher");
        assumeTrue(packaged != null, "no distribution is packaged");
        Path from = Path.of(packaged).getParent().getParent();
        launcher = folder.resolve("dist/bin/slm-mesh");
        for (String part : List.of("bin", "lib")) {
            Path to = Files.createDirectories(folder.resolve("dist").resolve(part));
            try (Stream<Path> files = Files.list(from.resolve(part))) {
                for (Path file : files.toList())
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void anArchiveThatWasDamagedOrIsForeignBreaksNoCall() throws Exception {
        assertEquals(0, run("--train"));
        Path archive = archive();
        FileTime made = Files.getLastModifiedTime(archive);
        assertEquals(0, run("version"));
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.truncate(Files.size(archive) / 2);
        }
        assertEquals(0, run("version"), "truncated");
        Files.write(archive, new byte[64 * 1024]);
        assertEquals(0, run("version"), "garbage");
        Files.setLastModifiedTime(archive, made);
        assertEquals(0, run("version"), "garbage that claims to be ours");
        assertEquals("", Files.readString(folder.resolve("err")), "said to nobody");
        Files.write(archive, new byte[0]);
        assertEquals(0, run("version"), "empty");
    }

    @Test
    void anArchiveOfOtherJarsIsMadeAnew() throws Exception {
        assertEquals(0, run("--train"));
        Path archive = archive();
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[64]));
        }
        long torn = Files.getLastModifiedTime(archive).toMillis();
        assertEquals(0, run("--train"));
        assertTrue(Files.getLastModifiedTime(archive()).toMillis() < torn, "it has a jar's time again");
        assertEquals(0, run("version"));
    }

    @Test
    void programsAreTakenFromIt() throws Exception {
        assertEquals(0, run("--train"));
        Path loaded = folder.resolve("loaded");
        Process process = process("_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded, "version");
        assertEquals(0, process.waitFor());
        assertTrue(Files.readAllLines(loaded).stream()
                .anyMatch(line -> line.contains(" mesh.app.Main source: shared objects file")));
    }

    @Test
    void ofTwoThatMakeOneAtOnceEachLeavesAWholeOne() throws Exception {
        List<Process> both = List.of(process("A", "1", "--train"), process("A", "2", "--train"));
        for (Process process : both) assertEquals(0, process.waitFor());
        FileTime jars = Files.getLastModifiedTime(folder.resolve("dist/lib/" + mainJar()));
        assertEquals(jars, Files.getLastModifiedTime(archive()));
        assertEquals(0, run("version"));
        assertEquals("", Files.readString(folder.resolve("err")));
    }

    @Test
    void aBrokerStartsWithSqlitesLibraryBesideItAndWithoutOneThatFits() throws Exception {
        assertEquals(0, run("--train"));
        Path library = library();
        FileTime made = Files.getLastModifiedTime(library);
        assertTrue(mapped(library), "taken as it lies");
        Files.write(library, new byte[64 * 1024]);
        assertFalse(mapped(library), "touched since: another is unpacked");
        Files.setLastModifiedTime(library, made);
        assertFalse(mapped(library), "garbage that claims to be ours: another is unpacked");
    }

    /** Starts a broker, and says whether it has that file in its memory. */
    private boolean mapped(Path file) throws Exception {
        assertEquals(0, run("start"), () -> said("err"));
        try {
            String pid = Files.readString(folder.resolve("data/broker.pid")).strip();
            return Files.readString(Path.of("/proc", pid, "maps")).contains(file.toString());
        } finally {
            assertEquals(0, run("stop"));
        }
    }

    private String said(String stream) {
        try {
            return Files.readString(folder.resolve(stream));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path library() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("dist/cds"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("sqlite-jdbc-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String mainJar() throws IOException {
        try (Stream<Path> jars = Files.list(folder.resolve("dist/lib"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(jar -> jar.startsWith("mesh-app-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** That of the commands that live a moment. */
    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("dist/cds"))) {
            List<Path> archives = files.filter(file -> file.toString().endsWith(".jsa"))
                    .sorted()
                    .toList();
            assertEquals(2, archives.size(), archives::toString);
            assertTrue(archives.get(0).toString().endsWith("%all.jsa"), archives::toString);
            return archives.get(1);
        }
    }

    private int run(String... words) throws Exception {
        return process("LANG", "C.UTF-8", words).waitFor();
    }

    private Process process(String variable, String value, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(words))
                        .toList())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("SLM_MESH_DATA_DIR", folder.resolve("data").toString());
        builder.environment().put("SLM_MESH_PORT", "0");
        builder.environment().put("SLM_MESH_WS_PORT", "0");
        builder.environment().put("SLM_MESH_MEMORY", "off");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put(variable, value);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
