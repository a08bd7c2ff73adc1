package mesh.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mesh.adapter.process.LocalProcesses;
import mesh.app.Program;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory whose files tell of a broker that is long gone, and name what belongs to somebody else by now. */
class StaleFilesIT {
    @TempDir
    Path temporary;

    private Program program;
    private Process innocent;
    private ServerSocket stranger;

    @BeforeEach
    void leaveFiles() throws Exception {
        program = new Program(temporary);
        program.directory.prepare();
        innocent = new ProcessBuilder("sleep", "600").start();
        stranger = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        stranger.setSoTimeout(1);
        for (Path socket :
                List.of(program.directory.socket(), program.directory.folder().resolve("hook.sock")))
            try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                left.bind(UnixDomainSocketAddress.of(socket)); // closing it leaves the file
            }
        program.directory.write(program.directory.port(), stranger.getLocalPort() + "\n");
        program.directory.write(program.directory.pid(), innocent.pid() + "\n");
        program.directory.write(program.directory.token(), "a-token-that-no-stranger-may-see\n");
    }

    @AfterEach
    void endAll() throws Exception {
        innocent.destroyForcibly();
        stranger.close();
        program.close();
    }

    @Test
    void pidOfALivingStrangerIsNobodysBroker() throws Exception {
        assertNobodyRunsAndNobodyIsHarmed();
    }

    @Test
    void pidThatWasUsedAgainInTheSameBootIsNobodysBroker() throws Exception {
        ProcessIdentity reused = new LocalProcesses().identify(innocent.pid()).orElseThrow();
        Files.writeString(program.directory.lock(), reused.pid() + " " + reused.mark() + "1\n");
        assertNobodyRunsAndNobodyIsHarmed();
    }

    private void assertNobodyRunsAndNobodyIsHarmed() throws Exception {
        Program.Result status = program.run("status", "--json");
        assertEquals(3, status.status(), status::toString);
        assertFalse(status.out().contains("\"pid\":" + innocent.pid()), status::toString);
        assertFalse(program.json("stop", "--json").bool("stopped"));
        assertFalse(program.run("doctor").out().contains("process " + innocent.pid()));
        assertUnharmed();

        ProcessIdentity broker = program.startBroker();
        assertNotEquals(innocent.pid(), broker.pid());
        assertEquals(broker.pid(), program.json("status", "--json").integer("pid"));
        assertEquals(
                "" + broker.pid(),
                program.directory.read(program.directory.pid()).orElseThrow().strip());
        assertEquals(200, program.post("peers", "{}").status());
        assertUnharmed();

        program.kill(broker);
        program.directory.write(program.directory.pid(), innocent.pid() + "\n");
        program.directory.write(program.directory.port(), stranger.getLocalPort() + "\n");
        List<String> removed = program.json("clean", "--json").strings("removed");
        assertTrue(removed.size() >= 4, removed::toString);
        for (Path file : List.of(program.directory.pid(), program.directory.port(), program.directory.socket()))
            assertFalse(Files.exists(file), file::toString);
        assertEquals(3, program.run("status").status());
        assertUnharmed();
    }

    private void assertUnharmed() throws IOException {
        assertTrue(innocent.isAlive());
        try (var visitor = stranger.accept()) {
            visitor.setSoTimeout(1_000);
            String said = new String(visitor.getInputStream().readNBytes(1_000));
            assertFalse(said.contains("a-token-that-no-stranger-may-see"), said);
        } catch (java.net.SocketTimeoutException nobodyCame) {
            assertTrue(stranger.isBound());
        }
    }
}
