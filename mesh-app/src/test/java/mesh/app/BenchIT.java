package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code slm-mesh bench} as a process. What it measures is not looked at: this machine has other things to do. */
class BenchIT {
    private static final Set<String> VERDICTS = Set.of("reached", "not_reached", "no_target", "not_measured");

    @TempDir
    Path temporary;

    private Path databases;
    private Program program;

    @BeforeEach
    void prepare() throws IOException {
        program = new Program(temporary);
        databases = Files.createDirectory(temporary.resolve("databases"));
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    @Test
    void figuresStandBesideTheirFloorsAndNothingIsLeftBehind() throws Exception {
        Program.Result result = program.run(
                "bench", "--quick", "--json", "--only", "status", "--only", "send", "--dir", databases.toString());
        JsonObject bench = result.json();
        assertEquals(
                Set.of("Measured", "slm-mesh", "Java", "System", "Disk"),
                Set.copyOf(bench.object("facts").names()));
        List<JsonObject> figures = bench.objects("figures");
        assertEquals(Set.of("status", "send"), rows(figures));
        for (JsonObject figure : figures) {
            assertTrue(VERDICTS.contains(figure.string("verdict")), result::out);
            assertFalse(figure.string("work").isEmpty(), result::out);
        }
        JsonObject wall = figures.get(0);
        assertEquals("status --json, wall", wall.string("work"));
        assertEquals("Java hello", wall.string("floor"));
        assertEquals("<= 1.5", wall.string("target"));
        assertNothingIsLeft();
        assertTrue(program.broker().isEmpty(), "the person's own mesh is not touched");
    }

    @Test
    void interruptedBenchLeavesNothingBehind() throws Exception {
        Process bench = program.start("bench", "--only", "send", "--dir", databases.toString());
        List<ProcessHandle> children = List.of();
        try (BufferedReader told = bench.errorReader()) {
            assertTrue(told.readLine().contains("send, 1 caller"));
            while (children.isEmpty() && bench.isAlive()) {
                children = bench.descendants().toList();
                Thread.onSpinWait();
            }
            bench.destroy();
            assertTrue(bench.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(128 + 15, bench.exitValue());
        for (ProcessHandle child : children) assertFalse(child.isAlive(), child::toString);
        assertNothingIsLeft();
    }

    @Test
    void rowThatDoesNotExistIsWrongUsage() throws Exception {
        Program.Result result = program.run("bench", "--only", "nonsense");
        assertEquals(2, result.status(), result::toString);
        assertTrue(result.err().contains("state-lock"), result::toString);
    }

    private static Set<String> rows(List<JsonObject> figures) {
        return figures.stream().map(figure -> figure.string("row")).collect(Collectors.toSet());
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(databases)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
