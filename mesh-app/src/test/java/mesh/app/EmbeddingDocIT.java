package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import mesh.adapter.memory.MemoryStore;
import mesh.domain.peer.PeerId;
import mesh.port.in.Mesh;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of {@code docs/embedding.md} are compiled and run, with nothing beside them but what they say they need. */
class EmbeddingDocIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "embedding.md");
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("public class (\\w+)");
    private static final String MODULE = "module-info";
    private static final int PATIENCE_SECONDS = 60;

    private static final List<Class<?>> CORE = List.of(PeerId.class, Mesh.class, MemoryStore.class);
    private static final List<String> LIBRARIES = List.of(
            "com.fasterxml.jackson.core.JsonFactory",
            "org.sqlite.JDBC",
            "javax.jmdns.JmDNS",
            "org.slf4j.LoggerFactory");

    @TempDir
    Path folder;

    private final Map<String, String> programs = new TreeMap<>();

    @BeforeEach
    void readDocument() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
        while (block.find()) {
            Matcher name = NAME.matcher(block.group(1));
            programs.put(name.find() ? name.group(1) : MODULE, block.group(1));
        }
    }

    @Test
    void everyProgramRunsOnTheClassPath() throws Exception {
        programs.remove(MODULE);
        Path classes = compile("-cp", everything());
        everyProgramRuns(List.of("-cp", classes + File.pathSeparator + everything()), "");
    }

    @Test
    void everyProgramRunsOnTheModulePath() throws Exception {
        assertTrue(programs.containsKey(MODULE));
        Map<String, String> modular = new TreeMap<>();
        programs.forEach((name, text) -> modular.put(name, name.equals(MODULE) ? text : "package my;\n" + text));
        programs.putAll(modular);
        Path classes = compile("--module-path", everything());
        everyProgramRuns(List.of("--module-path", classes + File.pathSeparator + everything(), "-m"), "my.program/my.");
    }

    @Test
    void rulesAndUseCasesRunWithoutAnyLibrary() throws Exception {
        programs.keySet().retainAll(List.of("NoDependency"));
        String core = joined(CORE);
        Path classes = compile("-cp", core);
        assertEquals("granted: true", run(List.of("-cp", classes + File.pathSeparator + core), "NoDependency"));
    }

    private void everyProgramRuns(List<String> options, String prefix) throws Exception {
        assertEquals("cli has unread messages: 1", run(options, prefix + "InProcess"));
        assertEquals("two ports: true", run(options, prefix + "TwoBrokers"));
        assertEquals("granted: true", run(options, prefix + "NoDependency"));
        try (MeshBroker broker = MeshBroker.in(folder.resolve("data")).start()) {
            assertTrue(broker.port() > 0);
            assertEquals("build is green", run(options, prefix + "TalkToOne"));
        }
    }

    private Path compile(String option, String path) throws IOException {
        List<String> sources = new ArrayList<>();
        for (Map.Entry<String, String> program : programs.entrySet()) {
            Path file = folder.resolve(program.getKey() + ".java");
            sources.add(Files.writeString(file, program.getValue()).toString());
        }
        Path classes = folder.resolve("classes");
        List<String> options =
                List.of("--release", "17", "-Xlint:all,-requires-automatic", option, path, "-d", "" + classes);
        StringWriter told = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        told,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null)
                                .getJavaFileObjects(sources.toArray(String[]::new)))
                .call();
        assertTrue(compiled && told.toString().isEmpty(), told.toString());
        return classes;
    }

    /** @return what the program printed; its argument is the data directory */
    private String run(List<String> options, String program) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED"));
        words.addAll(options);
        words.add(program);
        words.add(folder.resolve("data").toString());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), program);
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> program + ": " + text(err));
        return text(out).strip();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String everything() throws ClassNotFoundException {
        List<Class<?>> all = new ArrayList<>(CORE);
        all.add(MeshBroker.class);
        for (String name : LIBRARIES) all.add(Class.forName(name, false, EmbeddingDocIT.class.getClassLoader()));
        return joined(all);
    }

    private static String joined(List<Class<?>> classes) {
        List<String> places = new ArrayList<>();
        for (Class<?> type : classes) {
            try {
                places.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return String.join(File.pathSeparator, places);
    }
}
