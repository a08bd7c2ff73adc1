package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose promises are about processes: what they start, and what is left when they end. */
class CommandLineIT {
    private static final Pattern STAGE = Pattern.compile("(/\\S*slm-mesh-demo-\\d+)");

    @TempDir
    Path temporary;

    private Program program;

    @BeforeEach
    void prepare() {
        program = new Program(temporary);
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    private static Path stage(String told) {
        Matcher place = STAGE.matcher(told);
        assertTrue(place.find(), told);
        return Path.of(place.group(1));
    }

    @Test
    void demoEndsWellAndLeavesNothingBehind() throws Exception {
        Program.Result demo = program.run("demo");
        assertEquals(0, demo.status(), demo::toString);
        assertTrue(Files.notExists(stage(demo.out())), demo.out());
        assertTrue(demo.out().contains("9. They leave"), demo.out());
        assertTrue(program.broker().isEmpty(), "the person's own mesh is not touched");
    }

    @Test
    void demoUnderJsonIsOneDocument() throws Exception {
        JsonObject demo = program.json("demo", "--json");
        assertEquals(9, demo.objects("steps").size());
        assertTrue(demo.integer("totalMillis") > 0);
    }

    @Test
    void interruptedDemoLeavesNothingBehind() throws Exception {
        Process demo = program.start("demo");
        Path stage = null;
        List<ProcessHandle> children;
        try (BufferedReader out = demo.inputReader()) {
            String line = out.readLine();
            for (; !line.contains("They find each other"); line = out.readLine())
                if (line.contains("slm-mesh-demo-")) stage = stage(line);
            children = demo.descendants().toList();
            demo.destroy();
            assertTrue(demo.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(128 + 15, demo.exitValue());
        assertTrue(children.size() >= 4, "a broker and three sessions: " + children);
        for (ProcessHandle child : children) assertFalse(child.isAlive(), child::toString);
        assertTrue(Files.notExists(stage));
    }

    @Test
    void lockIsReleasedHoweverItsRunEnds() throws Exception {
        program.startBroker();
        for (boolean forcibly : new boolean[] {false, true}) {
            Process run = program.start("lock", "run", "a", "--", "sleep", "1000");
            Program.await("the lock is held", () -> held() == 1);
            List<ProcessHandle> children = run.descendants().toList();
            if (forcibly) run.destroyForcibly();
            else run.destroy();
            Program.await("the lock is released", () -> held() == 0);
            if (!forcibly) for (ProcessHandle child : children) assertFalse(child.isAlive(), child::toString);
            for (ProcessHandle child : children) child.destroyForcibly();
        }
    }

    @Test
    void programUnderALockKeepsTheLaunchersStreams() throws Exception {
        Process run = program.start("lock", "run", "a", "--", "cat");
        run.getOutputStream().write("through".getBytes(StandardCharsets.UTF_8));
        Program.Result result = Program.end(run);
        assertEquals(0, result.status(), result::toString);
        assertEquals("through", result.out());
    }

    private int held() throws IOException, InterruptedException {
        return program.call("lock", "{\"action\":\"query\"}").objects("locks").size();
    }
}
