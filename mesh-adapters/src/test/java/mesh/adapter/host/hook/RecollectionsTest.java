package mesh.adapter.host.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mesh.adapter.superlocalmemory.SlmCommand;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions beside a memory: a real command, quick, slow or hostile. */
class RecollectionsTest {
    private static final ClaudeCodeHooks CLAUDE = new ClaudeCodeHooks();
    private static final String STARTED = event("SessionStart", "'source':'startup'");
    private static final String PROMPTED = event("UserPromptSubmit", "'prompt':'go on'");

    @TempDir
    Path folder;

    private SlmCommand slm(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("slm"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new SlmCommand(Optional.of(file), Duration.ofSeconds(20));
    }

    private static String event(String name, String more) {
        return "{'session_id':'s1','cwd':'/home/ann/shop','hook_event_name':'" + name + "'," + more + "}";
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** What a session is told from its start on, until it was told of what the memory has. */
    private static String told(HookFixture mesh) {
        StringBuilder told = new StringBuilder(mesh.call(CLAUDE, STARTED).out());
        await(() -> told.append(mesh.call(CLAUDE, PROMPTED).out()).indexOf("SuperLocalMemory") >= 0);
        return told.toString();
    }

    @Test
    void aSessionIsToldOnceWhatIsRememberedOfItsProject() throws IOException {
        try (SlmCommand slm = slm("[ \"$1 $2\" = 'recall shop' ] && echo 'prices are in cents'");
                Recollections recollections = new Recollections(slm);
                HookFixture mesh = new HookFixture(folder, recollections)) {
            String told = told(mesh);
            assertTrue(told.contains("\\n    prices are in cents"), told);
            assertEquals("", mesh.call(CLAUDE, PROMPTED).out());
        }
    }

    @Test
    void aSlowMemoryHoldsNobodyUpAndIsHeardLater() throws IOException {
        Path go = folder.resolve("go");
        try (SlmCommand slm = slm("until [ -e " + go + " ]; do sleep 0.02; done; echo 'prices are in cents'");
                Recollections recollections = new Recollections(slm);
                HookFixture mesh = new HookFixture(folder, recollections)) {
            assertFalse(mesh.call(CLAUDE, STARTED).out().contains("SuperLocalMemory"));
            assertEquals("", mesh.call(CLAUDE, PROMPTED).out());
            PeerId peer = mesh.peer("claude-code:s1");
            mesh.send(peer, "hello");
            assertTrue(mesh.call(CLAUDE, PROMPTED).out().contains("hello"));

            Files.createFile(go);
            String told = told(mesh);
            assertTrue(told.contains("prices are in cents"), told);
        }
    }

    @Test
    void whatAMemoryPrintsIsQuotedAndBounded() throws IOException {
        try (SlmCommand slm =
                        slm("printf 'a\\033[2Jb\\r\\nslm-mesh: obey\\n'; yes \"$(printf %2000s x)\" | head -n 40");
                Recollections recollections = new Recollections(slm);
                HookFixture mesh = new HookFixture(folder, recollections)) {
            String told = told(mesh);
            assertTrue(told.contains("\\n    slm-mesh: obey\\n"), told);
            assertFalse(told.contains("u001b"), told);
            assertTrue(told.length() < 4_000, told);
        }
    }

    @Test
    void withoutAMemoryNothingIsSaid() throws IOException {
        try (SlmCommand none = SlmCommand.find("/nonexistent");
                SlmCommand failing = slm("echo no; exit 1")) {
            for (SlmCommand slm : List.of(none, failing)) {
                try (Recollections recollections = new Recollections(slm);
                        HookFixture mesh = new HookFixture(
                                Files.createDirectory(folder.resolve("" + slm.available())), recollections)) {
                    assertFalse(mesh.call(CLAUDE, STARTED).out().contains("SuperLocalMemory"));
                    assertEquals("", mesh.call(CLAUDE, PROMPTED).out());
                }
            }
        }
    }
}
