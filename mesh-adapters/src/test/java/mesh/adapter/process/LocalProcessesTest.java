package mesh.adapter.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessesTest {
    private final LocalProcesses processes = new LocalProcesses();

    @Test
    void thisProcessRunsAndIsAlwaysTheSame() {
        ProcessIdentity self = processes.identify(ProcessHandle.current().pid()).orElseThrow();
        assertTrue(processes.isRunning(self));
        assertEquals(Optional.of(self), new LocalProcesses().identify(self.pid()));
        assertFalse(processes.host().isBlank());
    }

    @Test
    void processThatEndedIsGoneAndALaterOneIsNotMistakenForIt() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = processes.identify(child.pid()).orElseThrow();
        assertTrue(processes.isRunning(identity));
        child.destroyForcibly();
        assertTrue(child.waitFor(10, TimeUnit.SECONDS));
        assertFalse(processes.isRunning(identity));
        assertEquals(Optional.empty(), processes.identify(child.pid()));

        ProcessIdentity self = processes.identify(ProcessHandle.current().pid()).orElseThrow();
        assertFalse(processes.isRunning(new ProcessIdentity(self.pid(), identity.mark())));
        assertNotEquals(self.mark(), identity.mark());
    }

    @Test
    void zombieDoesNotRun() throws Exception {
        assumeTrue(new File("/proc/self/stat").exists());
        // The shell starts a child, becomes a program that reaps nobody, and the child ends. It reads from another
        // descriptor, because a shell gives its background processes /dev/null to read.
        Process parent =
                new ProcessBuilder("sh", "-c", "exec 3<&0; sh -c 'read x <&3' & echo $!; exec sleep 60 3<&-").start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(parent.getInputStream()))) {
            long pid = Long.parseLong(out.readLine());
            await(() ->
                    Files.readString(Path.of("/proc/" + parent.pid() + "/comm")).startsWith("sleep"));
            parent.getOutputStream().close();
            await(() -> state(pid) == 'Z');
            assertEquals(Optional.empty(), processes.identify(pid));
        } finally {
            parent.destroyForcibly();
        }
    }

    private static char state(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    @Test
    void nameInParenthesesMayHoldAnything() {
        String behind = " S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20";
        assertEquals(Optional.of("4711"), LocalProcesses.startTime("42 (a) Z 1 (b) c)" + behind));
        assertEquals(Optional.empty(), LocalProcesses.startTime("42 (x)" + behind.replace(" S ", " Z ")));
        assertEquals(Optional.empty(), LocalProcesses.startTime("42 (x) S 1"));
        assertEquals(Optional.empty(), LocalProcesses.startTime(""));
    }

    @Test
    void ancestorsBeginWithTheParent() throws Exception {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        assumeTrue(new File("/proc/" + parent + "/comm").exists());
        String name = Files.readString(Path.of("/proc/" + parent + "/comm")).strip();
        assertEquals(name, processes.ancestors().get(0));
    }

    @Test
    void impossibleIdsAreNobody() {
        assertEquals(Optional.empty(), processes.identify(0));
        assertEquals(Optional.empty(), processes.identify(-1));
        assertEquals(Optional.empty(), processes.identify(Long.MAX_VALUE));
    }

    @Test
    void detachedProcessGetsOnlyWhatItIsGiven(@TempDir Path folder) throws Exception {
        Path log = Files.createFile(folder.resolve("log"));
        Process process = Detached.start(
                List.of("/bin/sh", "-c", "echo out; echo err >&2; pwd; cat; echo \"[$ONLY][$HOME]\""),
                Map.of("ONLY", "this"),
                folder,
                log);
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals("out\nerr\n" + folder.toRealPath() + "\n[this][]\n", Files.readString(log));
    }

    @Test
    void detachedProcessLeavesTheSessionOfItsStarter(@TempDir Path folder) throws Exception {
        assumeTrue(new File("/usr/bin/setsid").exists());
        Path log = Files.createFile(folder.resolve("log"));
        Process process = Detached.start(List.of("/bin/cat", "/proc/self/stat"), Map.of(), folder, log);
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        String[] fields = Files.readString(log).split(" ");
        assertEquals(fields[0], fields[4], "process group");
        assertEquals(fields[0], fields[5], "session");
    }

    @Test
    void detachedProcessTellsItsEndAndOutlivesWhoWaitsForIt(@TempDir Path folder) throws Exception {
        Path log = Files.createFile(folder.resolve("log"));
        Process failing = Detached.start(List.of("/bin/sh", "-c", "exit 3"), Map.of(), folder, log);
        assertTrue(failing.waitFor(10, TimeUnit.SECONDS));
        assertEquals(3, failing.exitValue());
        Process waiting = Detached.start(
                List.of("/bin/sh", "-c", "echo $$; while [ ! -e go ]; do sleep 0.01; done; echo went"),
                Map.of("PATH", "/usr/bin:/bin"),
                folder,
                log);
        await(() -> Files.size(log) > 0);
        waiting.destroy();
        assertTrue(waiting.waitFor(10, TimeUnit.SECONDS));
        Files.createFile(folder.resolve("go"));
        await(() -> Files.readString(log).endsWith("went\n"));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "not within 10 s");
            Thread.onSpinWait();
        }
    }
}
