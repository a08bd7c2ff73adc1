package mesh.faults.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mesh.app.Program;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room, and then with some. */
class FullDiskIT {
    private static final int WRITERS = 8;
    private static final int REFUSED_EACH = 50;

    @TempDir
    Path temporary;

    @Test
    void fullDiskRefusesWritesLosesNothingAndIsOverOnceThereIsRoom() throws Exception {
        try (Mount disk = Mount.disk(temporary.resolve("disk"), "size=12m");
                Program program = new Program(disk.folder)) {
            ProcessIdentity broker = program.startBroker();
            Mail mail = new Mail(program);
            mail.sendMany("before ", 20);
            Path ballast = disk.fill();

            Set<String> codes = writeUntilRefused(mail);

            assertEquals(Set.of("507 storage_full"), codes);
            mail.assertTrueToItsWord();
            assertEquals(200, program.post("peers", "{}").status());
            assertEquals(200, program.post("state", "{\"action\":\"list\"}").status());
            assertEquals(503, Mail.health(program));
            Program.Result sent = program.run("send", "cli", "no room for this");
            assertEquals(1, sent.status(), sent::toString);
            assertTrue(sent.err().contains("no room left"), sent::toString);
            assertEquals("fail", Mail.finding(program, "disk").string("level"));
            assertEquals("fail", Mail.finding(program, "store").string("level"));
            assertEquals("ok", Mail.finding(program, "http").string("level"));

            Files.delete(ballast);

            Program.await("it is well again by itself", Duration.ofSeconds(10), () -> Mail.health(program) == 200);
            mail.sendMany("after ", 20);
            mail.assertTrueToItsWord();
            assertEquals(broker, program.broker().orElseThrow());
            assertTrue(Files.size(program.directory.log()) < 10_000, program::toString);
            program.kill(broker);
            program.startBroker();
            mail.assertTrueToItsWord();
        }
    }

    /** @return how they were refused */
    private static Set<String> writeUntilRefused(Mail mail) throws Exception {
        Set<String> codes = ConcurrentHashMap.newKeySet();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String name = "writer " + i + " ";
            Thread writer = new Thread(() -> {
                try {
                    for (int number = 0, refused = 0; refused < REFUSED_EACH; number++) {
                        Program.Reply reply = mail.send(name + number);
                        if (reply.status() == 200) continue;
                        refused++;
                        codes.add(reply.status() + " "
                                + reply.body().optString("code").orElse(""));
                    }
                } catch (Exception e) {
                    codes.add(e.toString());
                }
            });
            writers.add(writer);
            writer.start();
        }
        for (Thread writer : writers) writer.join();
        return codes;
    }

    @Test
    void startOnAFullDiskFailsWithItsReasonAndWorksOnceThereIsRoom() throws Exception {
        try (Mount disk = Mount.disk(temporary.resolve("disk"), "size=12m");
                Program program = new Program(disk.folder)) {
            ProcessIdentity broker = program.startBroker();
            Mail mail = new Mail(program);
            mail.sendMany("before ", 20);
            program.kill(broker);
            Path ballast = disk.fill();

            Program.Result start = program.run("start");
            assertEquals(1, start.status(), start::toString);
            assertTrue(start.err().contains("There is no room left"), start::toString);

            Files.delete(ballast);
            program.startBroker();
            mail.assertTrueToItsWord();
        }
    }
}
