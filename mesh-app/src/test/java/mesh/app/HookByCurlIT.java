package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mesh.adapter.host.HookSamples;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import mesh.domain.peer.AgentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hook calls that the launcher makes by itself are answered as those of a JVM, to the byte. */
class HookByCurlIT {
    private static final List<String> FIRST = List.of("SessionStart", "sessionStart");

    @TempDir
    Path temporary;

    private Path project;
    private Program byCurl;
    private Program byJava;

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(Program.launcher().size() == 1, "no distribution is packaged");
        assumeTrue(new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0, "there is no curl");
        project = Files.createDirectory(temporary.resolve("project, with ünlauten"));
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        byCurl = new Program(
                Files.createDirectory(temporary.resolve("a")), BrokerConfig.HOOK_WAIT, "30000", "PWD", project + "");
        byJava = new Program(
                Files.createDirectory(temporary.resolve("b")),
                BrokerConfig.HOOK_WAIT,
                "30000",
                "PWD",
                project + "",
                "PATH",
                empty.toString());
        byCurl.startBroker();
        byJava.startBroker();
    }

    @AfterEach
    void endAll() throws Exception {
        if (byCurl != null) byCurl.close();
        if (byJava != null) byJava.close();
    }

    @Test
    void everyRecordedCallOfEveryHostIsAnsweredAlike() throws Exception {
        int compared = 0;
        for (Map.Entry<String, List<String>> host : samples().entrySet()) {
            for (String event : host.getValue()) {
                String input = HookSamples.of(
                                InvalidInput.oneOf("host", host.getKey(), AgentType.class),
                                event,
                                "s-" + host.getKey(),
                                project)
                        .orElseThrow();
                assertAlike(host.getKey(), input);
                if (FIRST.contains(event)) for (Program way : List.of(byCurl, byJava)) way.run("send", "all", "news");
                compared++;
            }
        }
        assertTrue(compared > 10, "samples: " + compared);
        for (Program way : List.of(byCurl, byJava))
            assertTrue(way.json("peers", "--json").objects("peers").size() > 1);
        assertEquals(undelivered(byJava), undelivered(byCurl), "what was shown is read, and nothing else");
    }

    @Test
    void whatIsNoCallIsAnsweredAlike() throws Exception {
        assertAlike("claude-code", "");
        assertAlike("claude-code", "not json");
        assertAlike("claude-code", "{\"session_id\":\"s\\u0000\",\"cwd\":\"\0/tmp\"}\n\n");
        assertAlike("claude-code", "[".repeat(100_000));
        assertAlike("nobody", "{}");
        assertAlike("Not/Spelled so", "{}");
        String big =
                "{\"session_id\":\"s\",\"cwd\":\"" + project + "\",\"hook_event_name\":\"PreToolUse\",\"tool_name\":"
                        + "\"Write\",\"tool_input\":{\"file_path\":\"" + project + "/a\",\"content\":\""
                        + "é\\n".repeat(500_000)
                        + "\"}}";
        assertAlike("claude-code", big);
        for (Program way : List.of(byCurl, byJava))
            assertTrue(way.run("lock", "list").out().contains(project + "/a"));
    }

    @Test
    void noJvmIsStartedWhileTheBrokerAnswers() throws Exception {
        byCurl.environment().put("SLM_MESH_JAVA", "/nonexistent");
        Program.Result result = call(byCurl, "claude-code", "{}");
        assertEquals(0, result.status(), result::toString);
        assertTrue(result.err().startsWith("slm-mesh hook: "), "the broker's remark: " + result);
        assertFalse(byCurl.run("version").status() == 0, "that one needs Java");
    }

    private void assertAlike(String host, String input) throws Exception {
        String shown = input.substring(0, Math.min(300, input.length()));
        assertEquals(hook(byJava, host, input), hook(byCurl, host, input), () -> host + ": " + shown);
    }

    private static Program.Result hook(Program way, String host, String input) throws Exception {
        Program.Result result = call(way, host, input);
        return new Program.Result(result.status(), neutral(way, result.out()), neutral(way, result.err()));
    }

    private static Program.Result call(Program way, String host, String input) throws Exception {
        Process process = way.start("hook", host);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        return Program.end(process);
    }

    /** Without what a broker makes up: names, and their order, and ids. */
    private static String neutral(Program way, String text) throws Exception {
        String neutral = text.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID");
        if (neutral.isEmpty()) return neutral;
        for (JsonObject peer : way.json("peers", "--json").objects("peers"))
            neutral = neutral.replace(peer.string("name"), "NAME");
        return neutral.replaceAll("- NAME \\([a-z-]+,", "- NAME (HOST,");
    }

    private static long undelivered(Program way) throws Exception {
        return way.json("status", "--json").object("messages").integer("undelivered");
    }

    /** The events by host, those first with which a session begins. */
    private static Map<String, List<String>> samples() throws Exception {
        Map<String, List<String>> samples = new TreeMap<>();
        try (FileSystem jar = FileSystems.newFileSystem(jarOfSamples())) {
            try (Stream<Path> files = Files.walk(jar.getPath("mesh/adapter/host/samples"))) {
                files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(file -> {
                    String name = file.getFileName().toString();
                    samples.computeIfAbsent(file.getParent().getFileName().toString(), host -> new ArrayList<>())
                            .add(name.substring(0, name.length() - ".json".length()));
                });
            }
        }
        for (List<String> events : samples.values()) events.sort(Comparator.comparing(event -> !FIRST.contains(event)));
        return samples;
    }

    private static Path jarOfSamples() throws Exception {
        try (Stream<Path> jars = Files.list(Path.of(Program.launcher().get(0)).resolveSibling("../lib"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("mesh-adapters-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
