package mesh.faults.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.adapter.sqlite.SqliteStore;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import mesh.domain.message.Message;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The write-ahead log of a broker that was killed, cut off anywhere. */
class CutLogIT {
    private static final int STEP = 512;
    private static final int SENT = 12;

    @TempDir
    Path temporary;

    private Program program;
    private Mail mail;
    private Path database;
    private Path log;
    private final List<Long> eventsAfter = new ArrayList<>();

    /** What is in a store: messages, and events, which have to be of the same commits. */
    private record Content(List<String> texts, long events) {
        static Content of(StoreView view) {
            return new Content(
                    view.messages().unread(PeerId.CLI, Optional.empty(), SENT + 1).stream()
                            .map(Message::payload)
                            .toList(),
                    view.events().count());
        }
    }

    @BeforeEach
    void killABrokerThatHasAllInItsLog() throws Exception {
        program = new Program(temporary);
        program.startBroker();
        mail = new Mail(program);
        for (int i = 0; i < SENT; i++) {
            eventsAfter.add(events());
            assertEquals(200, mail.send("message " + i).status());
        }
        eventsAfter.add(events());
        program.kill(program.broker().orElseThrow());
        database = Files.copy(program.directory.database(), temporary.resolve("killed.db"));
        log = Files.copy(logOf(program.directory.database()), logOf(database));
        assertTrue(Files.size(log) > SENT * 4096, "all of it is in the log");
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    private long events() throws Exception {
        return program.get("status").body().object("events").integer("total");
    }

    private static Path logOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    @Test
    void everyCutYieldsWhatWasCommittedBeforeItInOrderAndWhole() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("cut"));
        Path cut = folder.resolve("mesh.db");
        int before = 0;
        for (long length = 0; length < Files.size(log) + STEP; length += STEP) {
            copy(cut, length);
            try (SqliteStore store = SqliteStore.open(cut)) {
                Content content = store.read(Content::of);
                assertIsAPrefix(content, length);
                assertTrue(content.texts.size() >= before, "a longer log holds no less");
                before = content.texts.size();
            }
        }
        assertEquals(SENT, before);
    }

    private void assertIsAPrefix(Content content, long length) {
        int count = content.texts.size();
        assertEquals(mail.acknowledged().subList(0, count), content.texts, () -> "cut at " + length);
        if (count > 0) assertEquals(eventsAfter.get(count), content.events, () -> "cut at " + length);
    }

    @Test
    void brokerStartsOnACutLogAndGoesOn() throws Exception {
        long whole = Files.size(log);
        for (long length : new long[] {0, whole / 2 + 1, whole - 1}) {
            copy(program.directory.database(), length);
            program.startBroker();
            List<String> texts = mail.texts();
            assertEquals(mail.acknowledged().subList(0, texts.size()), texts);
            assertEquals(200, Mail.health(program));
            JsonObject sent = program.json("send", "cli", "goes on", "--json");
            assertTrue(mail.texts().contains("goes on"), sent::json);
            program.json("stop", "--json");
        }
    }

    private void copy(Path to, long logBytes) throws IOException {
        Files.copy(database, to, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(log, logOf(to), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(to.resolveSibling(to.getFileName() + "-shm"));
        try (RandomAccessFile raw = new RandomAccessFile(logOf(to).toFile(), "rw")) {
            raw.setLength(Math.min(logBytes, raw.length()));
        }
    }
}
