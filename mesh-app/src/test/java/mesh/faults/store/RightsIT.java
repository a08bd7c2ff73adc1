package mesh.faults.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import mesh.app.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and files that may not be written, are somebody else's, or lead elsewhere. */
class RightsIT {
    private static final List<String[]> WRITING = List.of(
            new String[] {"peers"}, new String[] {"start"}, new String[] {"start", "--foreground"}, new String[] {
                "token", "rotate"
            });

    @TempDir
    Path temporary;

    private Program program;

    @BeforeEach
    void name() {
        program = new Program(temporary);
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    private Mail mailOfAStoppedBroker() throws Exception {
        program.startBroker();
        Mail mail = new Mail(program);
        mail.sendMany("message ", 10);
        program.json("stop", "--json");
        return mail;
    }

    private static void assertRefused(Program.Result result, String... words) {
        assertEquals(4, result.status(), result::toString);
        assertEquals(1, result.err().strip().lines().count(), result::toString);
        for (String word : words) assertTrue(result.err().contains(word), result::toString);
    }

    @Test
    void readOnlyDirectoryIsNamedAndNothingInItIsDamaged() throws Exception {
        Mail mail = mailOfAStoppedBroker();
        byte[] before = Files.readAllBytes(program.directory.database());
        try (Mount readOnly = Mount.readOnly(program.directory.folder())) {
            for (String[] words : WRITING)
                assertRefused(program.run(words), readOnly.folder.toString(), "read-only", "SLM_MESH_DATA_DIR");
            assertEquals(3, program.run("status").status());
            assertEquals(1, program.run("doctor").status());
            assertEquals("fail", Mail.finding(program, "data directory").string("level"));
            Program.Result backup =
                    program.run("backup", temporary.resolve("copy.db").toString());
            assertEquals(1, backup.status(), backup::toString);
            assertFalse(Files.exists(temporary.resolve("copy.db")));
        }
        assertArrayEquals(before, Files.readAllBytes(program.directory.database()));
        program.startBroker();
        mail.assertTrueToItsWord();
    }

    @Test
    void userWithoutRightsIsToldWhichFolder() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> nobody = List.of("setpriv", "--reuid=nobody", "--clear-groups");
        assertRefused(
                Program.end(program.startAs(nobody, "peers")),
                program.directory.folder().toString(),
                "this user may not");
        assertFalse(Files.exists(program.directory.folder()));
        program.startBroker();
        assertRefused(
                Program.end(program.startAs(nobody, "peers")),
                program.directory.folder().toString());
    }

    @Test
    void databaseThatMayNotBeWrittenStopsTheStartAndIsLeftAsItIs() throws Exception {
        Mail mail = mailOfAStoppedBroker();
        String database = program.directory.database().toString();
        byte[] before = Files.readAllBytes(program.directory.database());
        Tool.runOrSkip("chattr", "+i", database);
        try {
            Program.Result start = program.run("start");
            assertEquals(3, start.status(), start::toString);
            assertTrue(start.err().contains(database + " cannot be opened"), start::toString);
            assertArrayEquals(before, Files.readAllBytes(program.directory.database()));
        } finally {
            Tool.run("chattr", "-i", database);
        }
        program.startBroker();
        mail.assertTrueToItsWord();
    }

    @Test
    void folderOfAnotherUserIsRefusedByEveryCommandThatWouldUseIt() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a folder away");
        Path folder = Files.createDirectory(program.directory.folder());
        Tool.run("chown", "nobody", folder.toString());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        for (String[] words : WRITING) assertRefused(program.run(words), folder + " belongs to nobody");
        assertRefused(program.run("clean"), "belongs to nobody");
        assertRefused(program.run("backup", temporary.resolve("copy.db").toString()), "belongs to nobody");
        assertEquals("fail", Mail.finding(program, "data directory").string("level"));
        try (Stream<Path> inside = Files.list(folder)) {
            assertEquals(List.of(), inside.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "broker.token",
                "broker.pid",
                "port",
                "broker.sock",
                "mesh.db",
                "mesh.db-wal",
                "mesh.db-shm",
                "broker.log",
                "broker.lock",
                "start.lock",
                "hook.sock",
                "hook.token",
                "peer.key",
                "tls",
                "peers",
                "sessions"
            })
    void plantedLinkIsRefusedAndWhereItLeadsNothingChanges(String name) throws Exception {
        boolean isFolder = List.of("tls", "peers", "sessions").contains(name);
        Path prey = temporary.resolve("prey");
        if (isFolder)
            Files.createDirectory(
                    prey, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        else Files.writeString(prey, "precious");
        program.directory.prepare();
        Path link = program.directory.folder().resolve(name);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, prey);

        assertRefused(program.run("peers"), link + " is a symbolic link");
        assertRefused(program.run("start", "--foreground"), link + " is a symbolic link");

        assertTrue(Files.isSymbolicLink(link));
        if (isFolder) {
            try (Stream<Path> inside = Files.list(prey)) {
                assertEquals(List.of(), inside.toList());
            }
        } else {
            assertEquals("precious", Files.readString(prey));
        }
        Files.delete(link);
    }

    @Test
    void linkThatLeadsNowhereMakesNoFileThere() throws Exception {
        Path nowhere = temporary.resolve("nowhere");
        program.directory.prepare();
        Files.createSymbolicLink(program.directory.token(), nowhere);
        assertRefused(program.run("peers"), "symbolic link");
        assertFalse(Files.exists(nowhere, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void temporaryFolderThatForbidsProgramsIsNoObstacle() throws Exception {
        try (Mount noexec = Mount.disk(temporary.resolve("noexec"), "size=16m,noexec,mode=1777");
                Program elsewhere = new Program(
                        temporary,
                        "TMPDIR",
                        noexec.folder.toString(),
                        "JAVA_TOOL_OPTIONS",
                        "-Djava.io.tmpdir=" + noexec.folder)) {
            elsewhere.start("start", "--foreground");
            Program.await("the broker serves", () -> Files.exists(elsewhere.directory.port()));
            new Mail(elsewhere).sendMany("message ", 3);
            assertEquals(
                    0,
                    elsewhere
                            .run("backup", temporary.resolve("copy.db").toString())
                            .status());
        }
    }

    @Test
    void dataDirectoryThatForbidsProgramsIsSaidPlainly() throws Exception {
        try (Mount noexec = Mount.disk(temporary.resolve("noexec"), "size=16m,noexec");
                Program there = new Program(noexec.folder, "SLM_MESH_TRAINING", "yes")) {
            Program.Result start = there.run("start");
            assertEquals(3, start.status(), start::toString);
            assertTrue(start.err().contains("nor mounted noexec"), start::toString);
        }
    }
}
