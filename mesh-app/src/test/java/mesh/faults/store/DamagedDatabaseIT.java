package mesh.faults.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mesh.app.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose bytes are not what was written. */
class DamagedDatabaseIT {
    private static final int PAGE = 4096;
    private static final int LARGE = 60_000;
    /** More than what the broker's connections keep in memory. */
    private static final int ENTRIES = 150;

    @TempDir
    Path temporary;

    private Program program;
    private Path data;
    private Mail mail;

    @BeforeEach
    void fill() throws Exception {
        program = new Program(temporary);
        data = program.directory.database();
        program.startBroker();
        mail = new Mail(program);
        mail.sendMany("before ", 50);
        for (int i = 0; i < ENTRIES; i++) set("key" + i);
        program.json("stop", "--json");
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    @Test
    void damagedHeaderStopsTheStartAndNothingIsOverwritten() throws Exception {
        damage(0, 64);
        byte[] damaged = Files.readAllBytes(data);

        assertStartIsRefused();
        assertDoctorSaysWhatToDo();
        Path copy = temporary.resolve("copy.db");
        Program.Result backup = program.run("backup", copy.toString());
        assertEquals(1, backup.status(), backup::toString);
        assertTrue(backup.err().contains("Nothing can be copied out of the database"), backup::toString);
        assertFalse(Files.exists(copy));
        assertArrayEquals(damaged, Files.readAllBytes(data));

        assertMovedAsideOnRequestOnly(damaged);
    }

    @Test
    void damageInTheMiddleStopsTheStartAndTheRestCanBeSaved() throws Exception {
        damageTheMiddle();
        byte[] damaged = Files.readAllBytes(data);

        assertStartIsRefused();
        assertDoctorSaysWhatToDo();
        assertBackupIsACopyOf(damaged);
        assertArrayEquals(damaged, Files.readAllBytes(data));

        assertMovedAsideOnRequestOnly(damaged);
    }

    @Test
    void damageUnderARunningBrokerTurnsItsHealthRedForGoodAndStopsItsWriting() throws Exception {
        program.startBroker();
        damageTheMiddle();
        byte[] damaged = Files.readAllBytes(data);

        assertTrue(readAll(), "the damage is not seen");

        assertEquals(503, Mail.health(program));
        mail.refused(503, "store_unavailable", "never written");
        assertEquals(503, Mail.health(program));
        mail.assertTrueToItsWord();
        assertEquals("fail", Mail.finding(program, "store").string("level"));
        assertEquals("ok", Mail.finding(program, "http").string("level"));
        assertDoctorSaysWhatToDo();
        assertBackupIsACopyOf(damaged);
        Program.Result clean = program.run("clean", "--damaged");
        assertEquals(1, clean.status(), clean::toString);
        assertTrue(clean.err().contains("slm-mesh stop"), clean::toString);
        assertEquals(0, program.run("stop").status());
        assertArrayEquals(damaged, Files.readAllBytes(data));
        assertStartIsRefused();
        assertMovedAsideOnRequestOnly(damaged);
    }

    private void assertStartIsRefused() throws Exception {
        Program.Result start = program.run("start");
        assertEquals(3, start.status(), start::toString);
        assertTrue(start.err().contains(data + " is damaged; nothing was overwritten"), start::toString);
        Program.Result here = program.run("start", "--foreground");
        assertEquals(1, here.status(), here::toString);
        assertTrue(here.err().contains("is damaged"), here::toString);
    }

    private void assertDoctorSaysWhatToDo() throws Exception {
        assertEquals(1, program.run("doctor").status());
        String advice = Mail.finding(program, "database").string("advice");
        assertTrue(advice.contains("slm-mesh backup") && advice.contains("slm-mesh clean --damaged"), advice);
    }

    private void assertBackupIsACopyOf(byte[] damaged) throws Exception {
        Path copy = temporary.resolve("copy.db");
        Program.Result backup = program.run("backup", copy.toString());
        assertEquals(1, backup.status(), backup::toString);
        assertTrue(backup.err().contains("Wrote " + copy) && backup.err().contains("is damaged: "), backup::toString);
        assertTrue(Files.size(copy) >= damaged.length);
        Files.delete(copy);
    }

    private void assertMovedAsideOnRequestOnly(byte[] damaged) throws Exception {
        assertEquals(0, program.run("clean").status());
        assertArrayEquals(damaged, Files.readAllBytes(data));
        List<String> moved = program.json("clean", "--damaged", "--json").strings("movedTo");
        assertArrayEquals(damaged, Files.readAllBytes(Path.of(moved.get(moved.size() - 1))));
        program.startBroker();
        assertEquals(List.of(), mail.texts());
        assertEquals(200, Mail.health(program));
        assertEquals("ok", Mail.finding(program, "database").string("level"));
        assertEquals(0, program.run("stop").status());
        assertEquals(List.of(), program.json("clean", "--damaged", "--json").strings("movedTo"), "a sound one stays");
        assertTrue(Files.exists(data));
    }

    private void set(String key) throws Exception {
        program.call(
                "state",
                "{\"action\":\"set\",\"peerId\":\"cli\",\"key\":\"" + key + "\",\"value\":\"" + "v".repeat(LARGE)
                        + "\"}");
    }

    /** @return whether one entry could not be read */
    private boolean readAll() throws Exception {
        for (int i = 0; i < ENTRIES; i++) {
            Program.Reply reply = program.post("state", "{\"action\":\"get\",\"key\":\"key" + i + "\"}");
            if (reply.status() == 503) return true;
        }
        return false;
    }

    /** Every page from a third to two thirds: what is linked through them cannot be read. */
    private void damageTheMiddle() throws IOException {
        long pages = Files.size(data) / PAGE;
        damage(pages / 3 * PAGE, (int) (pages / 3 * PAGE));
    }

    private void damage(long from, int bytes) throws IOException {
        byte[] noise = new byte[bytes];
        for (int i = 0; i < bytes; i++) noise[i] = (byte) (0xa5 ^ i);
        try (RandomAccessFile raw = new RandomAccessFile(data.toFile(), "rw")) {
            raw.seek(from);
            raw.write(noise);
        }
    }
}
