package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Birth and death of the broker, by the real program. */
class BrokerLifeIT {
    @TempDir
    Path temporary;

    private Program program;

    private Program program(String... namesAndValues) {
        program = new Program(temporary, namesAndValues);
        return program;
    }

    @AfterEach
    void endAll() throws Exception {
        if (program != null) program.close();
    }

    @Test
    void clientsThatStartAtOnceEndWithOneBroker() throws Exception {
        program();
        List<Process> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++)
            clients.add(i % 2 == 0 ? program.start("start", "--json") : program.start("peers", "--json"));
        Set<Long> brokers = new HashSet<>();
        int starters = 0;
        for (int i = 0; i < clients.size(); i++) {
            JsonObject answer = Program.end(clients.get(i)).json();
            if (i % 2 != 0) continue;
            brokers.add(answer.integer("pid"));
            if (answer.bool("started")) starters++;
        }
        assertEquals(Set.of(program.broker().orElseThrow().pid()), brokers);
        assertTrue(starters <= 1, "brokers started: " + starters);
        assertEquals(1, program.log().split(" Started: ", -1).length - 1, program.log());
    }

    @Test
    void brokerOutlivesTheProcessGroupThatCausedIt() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")));
        program();
        Process shell = program.startAs(
                List.of("/usr/bin/setsid", "/bin/sh", "-c", "\"$@\"; echo done; read wait", "sh"), "start");
        var out = shell.inputReader();
        for (String line; !"done".equals(line = out.readLine()); ) assertNotEquals(null, line);
        ProcessIdentity broker = program.broker().orElseThrow();
        Process kill = new ProcessBuilder("/bin/kill", "-9", "--", "-" + shell.pid()).start();
        assertEquals(0, kill.waitFor());
        assertTrue(shell.waitFor(10, TimeUnit.SECONDS));
        assertEquals(broker.pid(), program.json("status", "--json").integer("pid"));
    }

    @Test
    void secondStartFindsTheFirst() throws Exception {
        program();
        ProcessIdentity broker = program.startBroker();
        JsonObject again = program.json("start", "--json");
        assertFalse(again.bool("started"));
        assertEquals(broker.pid(), again.integer("pid"));
        Program.Result foreground = program.run("start", "--foreground");
        assertEquals(0, foreground.status(), foreground.toString());
        assertTrue(foreground.err().contains("already"), foreground.toString());
        assertEquals(broker, program.broker().orElseThrow());
    }

    @Test
    void stopEndsTheBrokerAndLeavesNothingThatPointsToIt() throws Exception {
        program();
        ProcessIdentity broker = program.startBroker();
        JsonObject stopped = program.json("stop", "--json");
        assertEquals(broker.pid(), stopped.integer("pid"));
        assertFalse(program.isRunning(broker));
        for (Path file : List.of(program.directory.pid(), program.directory.port(), program.directory.socket()))
            assertFalse(Files.exists(file), file.toString());
        assertFalse(program.json("stop", "--json").bool("stopped"));
        assertEquals(3, program.run("status").status());
    }

    @Test
    void stoppingBrokerAnswersWhoWaitsAndEndsSoon() throws Exception {
        program();
        ProcessIdentity broker = program.startBroker();
        String peer = program.register("waiter");
        CompletableFuture<Program.Reply> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return program.post("messages", "{\"peerId\":\"" + peer + "\",\"waitMs\":50000}");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Program.await("the call waits", () -> program.metrics().contains("\nmesh_http_waiting 1\n"));
        ProcessHandle.of(broker.pid()).orElseThrow().destroy();
        Program.await("the broker is gone", Duration.ofSeconds(12), () -> !program.isRunning(broker));
        Program.Reply reply = waiting.get(5, TimeUnit.SECONDS);
        assertTrue(reply.status() == 503 || reply.status() == 200, reply.toString());
        assertTrue(program.log().contains("Stopped"), program.log());
    }

    @Test
    void idleBrokerStopsByItself() throws Exception {
        program("SLM_MESH_IDLE_TIMEOUT", "1000");
        ProcessIdentity broker = program.startBroker();
        Program.await("the idle broker is gone", () -> !program.isRunning(broker));
        assertTrue(program.log().contains("stopping"), program.log());
        assertFalse(Files.exists(program.directory.port()));
    }

    @Test
    void stalePidFileThatNamesALiveProcessHarmsNobody() throws Exception {
        program();
        program.directory.prepare();
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            program.directory.write(program.directory.pid(), innocent.pid() + "\n");
            Files.writeString(program.directory.lock(), innocent.pid() + " another-boot:1\n");
            assertFalse(program.json("stop", "--json").bool("stopped"));
            assertEquals(1, program.json("clean", "--json").strings("removed").size());
            assertTrue(innocent.isAlive());
            program.directory.write(program.directory.pid(), innocent.pid() + "\n");
            assertNotEquals(innocent.pid(), program.startBroker().pid());
            assertTrue(innocent.isAlive());
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void killedBrokerLeavesNoObstacle() throws Exception {
        program();
        ProcessIdentity first = program.startBroker();
        program.kill(first);
        assertTrue(Files.exists(program.directory.socket()));
        assertNotEquals(first, program.startBroker());
    }

    @Test
    void nonsenseSettingStopsTheStartWithItsName() throws Exception {
        program("SLM_MESH_LOCK_TTL_MIN", "forever");
        for (String[] words :
                List.of(new String[] {"start"}, new String[] {"start", "--foreground"}, new String[] {"peers"})) {
            Program.Result result = program.run(words);
            assertEquals(2, result.status(), result.toString());
            assertEquals(
                    "slm-mesh: SLM_MESH_LOCK_TTL_MIN must be a whole number, 1 to 60, it is \"forever\"",
                    result.err().strip());
        }
    }

    @Test
    void clientRoleStartsNothing() throws Exception {
        program("SLM_MESH_ROLE", "client");
        assertEquals(3, program.run("peers").status());
        assertEquals(2, program.run("start").status());
        assertTrue(program.broker().isEmpty());
    }

    @Test
    void plantedLinkIsRefusedAndLeftAlone() throws Exception {
        program();
        program.directory.prepare();
        Path prey = Files.writeString(temporary.resolve("prey"), "precious");
        Files.createSymbolicLink(program.directory.log(), prey);
        Program.Result result = program.run("peers");
        assertEquals(4, result.status(), result.toString());
        assertTrue(result.err().contains("broker.log is a symbolic link"), result.toString());
        assertEquals("precious", Files.readString(prey));
    }

    @Test
    void directoryThatOthersWriteIsRefused() throws Exception {
        program();
        Files.createDirectory(program.directory.folder());
        Files.setPosixFilePermissions(program.directory.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
        Program.Result result = program.run("peers");
        assertEquals(4, result.status(), result.toString());
        assertTrue(result.err().contains("chmod 700"), result.toString());
    }

    @Test
    void directoryThatCannotBeWrittenIsNamed() throws Exception {
        program("SLM_MESH_DATA_DIR", "/proc/slm-mesh");
        Program.Result result = program.run("peers");
        assertNotEquals(0, result.status());
        assertTrue(result.err().contains("/proc/slm-mesh"), result.toString());
        assertEquals(1, result.err().strip().lines().count(), result.toString());
    }

    @Test
    void backupIsAWholeDatabaseWhetherTheBrokerRunsOrNot() throws Exception {
        program();
        program.startBroker();
        assertEquals(0, program.run("state", "set", "key", "precious").status());
        Path running = temporary.resolve("running.db");
        Path stopped = temporary.resolve("stopped.db");
        assertEquals(0, program.run("backup", running.toString()).status());
        assertEquals(1, program.run("backup", running.toString()).status());
        assertEquals(0, program.run("stop").status());
        assertEquals(0, program.run("backup", stopped.toString()).status());
        for (Path copy : List.of(running, stopped)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
            Files.move(copy, program.directory.database(), StandardCopyOption.REPLACE_EXISTING);
            assertTrue(program.run("state", "get", "key").out().contains("precious"));
            assertEquals(0, program.run("stop").status());
        }
    }

    @Test
    void rotatedTokenCountsAtOnce() throws Exception {
        program();
        program.startBroker();
        String old = Files.readString(program.directory.token());
        assertEquals(200, program.post("peers", "{}").status());
        assertEquals(0, program.run("token", "rotate").status());
        assertNotEquals(old, Files.readString(program.directory.token()));
        assertEquals(200, program.post("peers", "{}").status());
        assertEquals(401, program.postAs(old.strip(), "peers", "{}").status());
    }
}
