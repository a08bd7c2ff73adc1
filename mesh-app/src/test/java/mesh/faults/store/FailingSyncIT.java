package mesh.faults.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mesh.app.Program;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code EIO}: the disk does not confirm what was written. */
class FailingSyncIT {
    private static final String ALL = "fsync,fdatasync:error=EIO";
    /** The store itself syncs the data file by this call, SQLite everything else by {@code fsync}. */
    private static final String FIRST_OF_DATA = "fdatasync:error=EIO:signal=SIGSTOP:when=1";

    private static final int LARGE = 60_000;

    @TempDir
    Path temporary;

    private Program program;
    private ProcessIdentity broker;
    private Mail mail;

    @BeforeEach
    void sendSome() throws Exception {
        program = new Program(temporary);
        broker = program.startBroker();
        mail = new Mail(program);
        mail.sendMany("before ", 10);
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    @Test
    void writeThatTheDiskDoesNotConfirmIsRefusedUntilItDoes() throws Exception {
        try (FailingSync disk = new FailingSync(temporary, broker.pid(), ALL)) {
            for (int i = 0; i < 10; i++) mail.refused(503, "store_unavailable", "refused " + i);
            disk.awaitFailure();
            assertEquals(503, Mail.health(program));
            mail.assertTrueToItsWord();
            assertEquals("fail", Mail.finding(program, "store").string("level"));
            assertTrue(program.log().contains("SQLITE_IOERR_FSYNC"), program.log());
        }
        Program.await("it is well again by itself", Duration.ofSeconds(10), () -> Mail.health(program) == 200);
        mail.sendMany("after ", 10);
        mail.assertTrueToItsWord();
        assertTrue(program.log().length() < 10_000, program.log());
        assertEquals(broker, program.broker().orElseThrow());
        program.kill(broker);
        program.startBroker();
        mail.assertTrueToItsWord();
    }

    /** The log holds it as whole as a commit that succeeded. */
    @Test
    void refusedWriteDoesNotComeBackWithTheBrokerThatWasKilledAtOnce() throws Exception {
        try (FailingSync disk = new FailingSync(temporary, broker.pid(), ALL)) {
            mail.refused(503, "store_unavailable", "refused");
            program.kill(broker);
            disk.awaitFailure();
        }
        program.startBroker();
        mail.assertTrueToItsWord();
    }

    /** A system that reported a failed write once takes the page for written, and may drop it. */
    @Test
    void whatWasCopiedFromTheLogIsCopiedAgainWhenTheDiskDidNotConfirmIt() throws Exception {
        Path data = program.directory.database();
        byte[] before = Files.readAllBytes(data);
        List<String> keys = new ArrayList<>();
        try (FailingSync disk = new FailingSync(temporary, broker.pid(), FIRST_OF_DATA)) {
            Thread load = new Thread(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        set("large-" + i);
                        keys.add("large-" + i);
                    }
                } catch (Exception e) {
                    keys.add(e.toString());
                }
            });
            load.start();
            disk.awaitFailure();
            drop(data, before);
            Tool.run("kill", "-CONT", "" + broker.pid());
            load.join();
        }
        assertEquals(200, keys.size());
        Program.await("it is well again by itself", Duration.ofSeconds(10), () -> Mail.health(program) == 200);
        check(keys);
        assertEquals(0, program.run("stop").status());
        program.startBroker();
        check(keys);
        assertEquals("ok", Mail.finding(program, "database").string("level"));
    }

    private void set(String key) throws Exception {
        program.call(
                "state",
                "{\"action\":\"set\",\"peerId\":\"cli\",\"key\":\"" + key + "\",\"value\":\""
                        + key.repeat(LARGE / key.length()) + "\"}");
    }

    private void check(List<String> keys) throws Exception {
        mail.assertTrueToItsWord();
        for (String key : keys) {
            String value = program.call("state", "{\"action\":\"get\",\"key\":\"" + key + "\"}")
                    .object("entry")
                    .string("value");
            assertEquals(key.repeat(LARGE / key.length()), value);
        }
    }

    /** Makes the file what it was, and nothing of what it grew by. */
    private static void drop(Path file, byte[] before) throws Exception {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            long length = raw.length();
            assertTrue(length > before.length);
            raw.setLength(before.length);
            raw.setLength(length);
            raw.write(before);
        }
    }
}
