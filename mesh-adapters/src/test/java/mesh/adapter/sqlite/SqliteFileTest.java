package mesh.adapter.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.store.Sample;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.message.Message;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the file: its rights, restarts, crashes, damage, versions and copies. */
class SqliteFileTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("mesh ?#%41.db");
    }

    private static Message send(MeshStore store) {
        return store.write(tx -> send(tx));
    }

    private static Message send(StoreTransaction tx) {
        Message message = Sample.message(tx.nextSequence(), 1, 2);
        tx.messages().append(message, Optional.empty());
        return message;
    }

    private static List<Long> unread(MeshStore store) {
        return store.read(view -> view.messages().unread(Sample.peerId(2), Optional.empty(), 100_000)).stream()
                .map(message -> message.seq().value())
                .toList();
    }

    private void sql(Path database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.toUri());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    @Test
    void onlyItsOwnerMayReadItOrItsLog() throws IOException {
        try (SqliteStore store = SqliteStore.open(file)) {
            send(store);
            store.read(view -> view.messages().count());
            try (var files = Files.list(directory)) {
                List<Path> made = files.toList();
                assertEquals(3, made.size());
                for (Path path : made)
                    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
            assertTrue(store.size().dataBytes() > 0);
            assertTrue(store.size().walBytes() > 0);
        }
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void everythingIsThereAfterARestartAndNumbersGoOn() {
        Subscription everything = new Subscription(Set.of(EventPattern.EVERYTHING));
        try (SqliteStore store = SqliteStore.open(file)) {
            store.write(tx -> {
                tx.peers().save(Sample.peer(1));
                tx.peers().save(Sample.peer(2, "gone", Optional.of("key")).left(Sample.at(5)));
                send(tx);
                tx.events().append(Sample.event(tx.nextSequence(), "built"));
                tx.events().saveSubscription(Sample.peerId(1), everything);
                tx.state().save(Sample.entry("n", "k", "v", 1));
                tx.locks().save(Sample.lock(tx.nextToken(), Sample.directory("/a"), 1));
                return null;
            });
            store.write(StoreTransaction::nextToken);
        }
        try (SqliteStore store = SqliteStore.open(file)) {
            store.read(view -> {
                assertEquals(List.of(Sample.peer(1)), view.peers().living());
                assertTrue(view.peers().ofSession("key").isPresent());
                assertEquals(1, view.messages().count());
                assertEquals(1, view.messages().countUndelivered());
                assertEquals(1, view.messages().countUnread(Sample.peerId(2)));
                assertEquals(1, view.events().count());
                assertEquals(everything, view.events().subscription(Sample.peerId(1)));
                assertEquals(1, view.locks().all().size());
                assertEquals(new Sequence(2), view.latest());
                return null;
            });
            assertEquals(3, store.write(StoreTransaction::nextSequence).value());
            assertEquals(3, store.write(StoreTransaction::nextToken).value());
        }
    }

    @Test
    void numbersGoOnEvenWhenAllRowsAreGone() {
        try (SqliteStore store = SqliteStore.open(file)) {
            store.write(tx -> {
                tx.events().append(Sample.event(tx.nextSequence(), "built"));
                var token = tx.nextToken();
                tx.locks().save(Sample.lock(token, Sample.file("/a"), 1));
                tx.locks().remove(token);
                return tx.events().removeBefore(Sample.at(1_000), 9);
            });
        }
        try (SqliteStore store = SqliteStore.open(file)) {
            assertEquals(new Sequence(1), store.read(view -> view.latest()));
            assertEquals(2, store.write(StoreTransaction::nextSequence).value());
            assertEquals(2, store.write(StoreTransaction::nextToken).value());
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesACrashAtAnyMoment() throws IOException {
        Path crashed = Files.createDirectory(directory.resolve("crashed")).resolve("mesh.db");
        List<Long> sent = new ArrayList<>();
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < 50; i++) sent.add(send(store).seq().value());
            copy(file, crashed);
        }
        try (SqliteStore store = SqliteStore.open(crashed)) {
            assertEquals(sent, unread(store));
            assertEquals(51, send(store).seq().value());
        }
    }

    /** As a process leaves it that is killed. */
    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        Files.copy(log(from), log(to));
    }

    private static Path log(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    @Test
    void aLogThatWasCutAnywhereYieldsTheCommitsBeforeTheCut() throws IOException {
        Path whole = Files.createDirectory(directory.resolve("whole")).resolve("mesh.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < 12; i++) {
                store.write(tx -> {
                    Message first = send(tx);
                    send(tx);
                    tx.events().append(Sample.event(tx.nextSequence(), "built"));
                    return first;
                });
            }
            copy(file, whole);
        }
        long length = Files.size(log(whole));
        int before = 0;
        for (long cut = 0; cut <= length; cut += 512 * 23) {
            Path torn = Files.createDirectory(directory.resolve("cut-" + cut)).resolve("mesh.db");
            copy(whole, torn);
            try (RandomAccessFile log = new RandomAccessFile(log(torn).toFile(), "rw")) {
                log.setLength(Math.min(cut, length));
            }
            try (SqliteStore store = SqliteStore.open(torn)) {
                List<Long> seqs = unread(store);
                long commits = seqs.size() / 2;
                assertEquals(0, seqs.size() % 2, "a commit is there whole or not at all");
                assertTrue(seqs.size() >= before, "a longer log holds no less");
                assertEquals(commits, store.<Long>read(view -> view.events().count()));
                assertEquals(commits * 3, store.read(view -> view.latest()).value());
                for (int i = 0; i < seqs.size(); i++) assertEquals(i / 2 * 3 + i % 2 + 1, seqs.get(i));
                before = seqs.size();
                send(store);
            }
        }
    }

    @Test
    void theLogStaysShortWhileOneWriterAfterAnotherCommitsMuch() throws IOException {
        long longest = 0;
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int commit = 0; commit < 25; commit++) {
                store.write(tx -> {
                    for (int row = 0; row < 5_000; row++) send(tx);
                    return null;
                });
                longest = Math.max(longest, store.size().walBytes());
            }
        }
        assertTrue(longest <= 64 << 20, "bytes of log: " + longest);
    }

    @Test
    void aBackupIsCompleteAndItsOwnersAlone() throws IOException {
        Path copy = directory.resolve("copy ?.db");
        List<Long> sent = new ArrayList<>();
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < 20; i++) sent.add(send(store).seq().value());
            store.backup(copy.toString());
            send(store);

            StoreException refused = assertThrows(StoreException.class, () -> store.backup(copy.toString()));
            assertTrue(refused.getMessage().contains(copy.toString()));
            assertThrows(StoreException.class, () -> store.backup("/nowhere/at/all.db"));
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertEquals(sent, unread(store));
        }
    }

    @Test
    void aNewerSchemaIsRefusedAndLeftAlone() throws Exception {
        SqliteStore.open(file).close();
        sql(file, "PRAGMA user_version = " + (Migrations.newest() + 1));
        refusedUntouched("newer slm-mesh");
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws Exception {
        sql(file, "CREATE TABLE theirs (a)");
        refusedUntouched("another program");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
        Files.writeString(file, "not a database at all, but longer than a header is\n".repeat(100));
        refusedUntouched("slm-mesh doctor");
    }

    @Test
    void aDamagedHeaderIsRefusedAndLeftAlone() throws Exception {
        SqliteStore.open(file).close();
        damage(0, 64);
        refusedUntouched("slm-mesh doctor");
    }

    @Test
    void damageInTheMiddleIsFoundByTheCheck() throws Exception {
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < 300; i++) send(store);
        }
        for (long page : leaves("message")) damage((page - 1) * 4096, 4096);

        byte[] before = Files.readAllBytes(file);
        refusedUntouched("slm-mesh doctor");
        assertTrue(SqliteStore.damage(file).isPresent());
        assertTrue(SqliteStore.copy(file, directory.resolve("copy.db")).isPresent());
        assertArrayEquals(before, Files.readAllBytes(file));

        try (SqliteStore store = SqliteStore.open(file, new SqliteStore.Options(1, SqliteStore.Check.NEVER))) {
            assertThrows(StoreException.class, () -> unread(store));
            assertFalse(store.healthy());
            assertThrows(StoreException.class, () -> send(store));
            assertFalse(store.healthy());
            store.backup(directory.resolve("rescue.db").toString());
        }
        assertEquals(before.length, Files.size(directory.resolve("rescue.db")));
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    /** The pages that hold the rows of a table. */
    private List<Long> leaves(String table) throws SQLException {
        List<Long> pages = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT pageno FROM dbstat WHERE pagetype = 'leaf' AND name = '" + table + "'")) {
            while (found.next()) pages.add(found.getLong(1));
        }
        return pages;
    }

    private void damage(long from, int bytes) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(from);
            for (int i = 0; i < bytes; i++) raw.write(0xa5 ^ i);
        }
    }

    private void refusedUntouched(String words) throws IOException {
        byte[] before = Files.readAllBytes(file);
        StoreException refused = assertThrows(StoreException.class, () -> SqliteStore.open(file));
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void aMissingDirectoryIsSaidPlainly() {
        StoreException refused =
                assertThrows(StoreException.class, () -> SqliteStore.open(directory.resolve("none/mesh.db")));
        assertTrue(refused.getMessage().contains("none/mesh.db"), refused.getMessage());
    }

    @Test
    void countsAreThoseOfTheRowsAfterManyChanges() throws Exception {
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < 40; i++) send(store);
            store.write(tx -> tx.messages().deliverUpTo(Sample.peerId(2), new Sequence(10), Sample.at(50), 99));
            store.write(tx -> {
                for (long seq = 5; seq <= 15; seq++)
                    tx.messages()
                            .update(tx.messages()
                                    .find(Sample.messageId(seq))
                                    .orElseThrow()
                                    .read(Sample.at(60)));
                return null;
            });
            store.write(tx -> tx.messages().removeReadBefore(Sample.at(61), 5));
            store.write(tx -> tx.messages().expireUnreadBefore(Sample.at(20), Sample.at(70), 9));
            store.read(view -> {
                Sql sql = ((Session) view).sql();
                Figures figures = Figures.read(sql);
                assertEquals(number(sql, "SELECT count(*) FROM message"), figures.messages());
                assertEquals(number(sql, "SELECT count(*) FROM message WHERE box % 10 = 2"), figures.undelivered());
                assertEquals(
                        number(sql, "SELECT count(*) FROM message WHERE box < 4"),
                        number(sql, "SELECT sum(unread) FROM inbox"));
                assertEquals(
                        0, number(sql, "SELECT count(*) FROM message WHERE box >= 10 AND seq <= " + figures.filed()));
                return null;
            });
            List<Long> queued = store
                    .read(view -> view.events().read(new EventQuery(Set.of(), Optional.empty(), Optional.empty(), 9)))
                    .stream()
                    .map(event -> event.seq().value())
                    .toList();
            assertEquals(List.of(), queued);
        }
    }

    private static long number(Sql sql, String query) {
        return sql.find(query, row -> row.getLong(1)).orElse(0L);
    }
}
