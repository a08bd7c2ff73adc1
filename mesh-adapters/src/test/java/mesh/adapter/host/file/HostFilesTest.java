package mesh.adapter.host.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {
    @TempDir
    Path temporary;

    private Path config;
    private HostFiles files;

    @BeforeEach
    void prepare() {
        config = temporary.resolve("home/.tool/mcp.json");
        files = new HostFiles(new Originals(temporary.resolve("data/installed")));
    }

    @Test
    void oddLayoutComesBackByteForByte() throws IOException {
        byte[] before = "\uFEFF{ \"mcpServers\" : {\r\n }, \n\t\"x\":[ ]}".getBytes(UTF_8);
        write(before);

        install(server("a"));
        assertTrue(text().contains("slm-mesh"));
        install(server("b"));
        assertTrue(text().contains("\"b\""));
        uninstall();

        assertArrayEquals(before, Files.readAllBytes(config));
        assertTrue(Files.notExists(temporary.resolve("data/installed")), "nothing is kept any more");
    }

    @Test
    void fileAndFoldersThatWereNotThereAreGoneAgain() throws IOException {
        install(server("a"));
        assertTrue(Files.exists(config));
        uninstall();
        assertTrue(Files.notExists(temporary.resolve("home")));
    }

    @Test
    void onlyOurPartGoesWhenSomebodyElseChangedTheFileMeanwhile() throws IOException {
        write("{\n  \"mcpServers\": {\n    \"a\": 1\n  }\n}\n".getBytes(UTF_8));
        install(server("x"));
        Files.writeString(config, text().replace("\"a\": 1", "\"a\": 2"));
        install(server("y"));
        uninstall();
        assertEquals("{\n  \"mcpServers\": {\n    \"a\": 2\n  }\n}\n", text());
    }

    @Test
    void createdFileThatSomebodyElseUsesMeanwhileStays() throws IOException {
        install(server("x"));
        Files.writeString(config, text().replace("\"mcpServers\"", "\"theirs\": true,\n  \"mcpServers\""));
        uninstall();
        assertEquals("{\n  \"theirs\": true\n}\n", text());
    }

    @Test
    void brokenFileIsReportedAndLeftAlone() throws IOException {
        write("{ \"mcpServers\": ".getBytes(UTF_8));
        FileChange change = files.planInstall(List.of(server("x"))).get(0);
        assertTrue(change.problem().orElseThrow().contains("not valid JSON"));
        assertFalse(change.changesSomething());
        write(new byte[] {'{', (byte) 0xff, '}'});
        assertTrue(files.planInstall(List.of(server("x")))
                .get(0)
                .problem()
                .orElseThrow()
                .contains("UTF-8"));
    }

    @Test
    void symbolicLinkAndRightsStay() throws IOException {
        Path real = temporary.resolve("dotfiles/mcp.json");
        Files.createDirectories(real.getParent());
        Files.writeString(real, "{}");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createDirectories(config.getParent());
        Files.createSymbolicLink(config, Path.of("../../dotfiles/mcp.json"));

        install(server("x"));
        assertTrue(Files.isSymbolicLink(config));
        assertTrue(Files.readString(real).contains("slm-mesh"));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
        uninstall();
        assertTrue(Files.isSymbolicLink(config));
        assertEquals("{}", Files.readString(real));
        try (var left = Files.list(real.getParent())) {
            assertEquals(1, left.count(), "no temporary file is left");
        }
    }

    @Test
    void secretIsForItsOwnerOnly() throws IOException {
        write("{}".getBytes(UTF_8));
        install(HostFile.sharedSecret(config, "hooks", server("x").parts()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(config)));
    }

    @Test
    void ownFileIsUpdatedButNeverTakenFromSomebodyElse() throws IOException {
        install(HostFile.own(config, "skill", "one\n"));
        install(HostFile.own(config, "skill", "two\n"));
        assertEquals("two\n", text());

        Files.writeString(config, "mine now\n");
        assertTrue(problem(files.planInstall(List.of(HostFile.own(config, "skill", "three\n")))));
        assertTrue(problem(files.planUninstall(List.of(HostFile.own(config, "skill", "two\n")))));
        assertEquals("mine now\n", text());
    }

    @Test
    void planThatIsOutOfDateIsNotCarriedOut() throws IOException {
        FileChange change = files.planInstall(List.of(server("x"))).get(0);
        write("{}".getBytes(UTF_8));
        assertThrows(IOException.class, () -> files.apply(change));
        assertEquals("{}", text());
    }

    @Test
    void differenceShowsWhatChanges() throws IOException {
        write("{\n  \"mcpServers\": {\n    \"a\": 1\n  }\n}\n".getBytes(UTF_8));
        assertEquals(
                List.of(
                        "  " + "  \"mcpServers\": {",
                        "- " + "    \"a\": 1",
                        "+ " + "    \"a\": 1,",
                        "+ " + "    \"slm-mesh\": {",
                        "+ " + "      \"command\": \"x\"",
                        "+ " + "    }",
                        "  " + "  }"),
                files.planInstall(List.of(server("x"))).get(0).difference());
    }

    private HostFile server(String command) {
        return HostFile.shared(
                config,
                "MCP server",
                List.of(new JsonMember(List.of("mcpServers"), "slm-mesh", Map.of("command", command), List.of())));
    }

    private void install(HostFile file) throws IOException {
        FileChange change = files.planInstall(List.of(file)).get(0);
        assertEquals(java.util.Optional.empty(), change.problem());
        files.apply(change);
        assertFalse(files.planInstall(List.of(file)).get(0).changesSomething(), "a second time changes nothing");
    }

    private void uninstall() throws IOException {
        files.apply(files.planUninstall(List.of(server("whatever"))).get(0));
        assertFalse(files.planUninstall(List.of(server("whatever"))).get(0).changesSomething());
    }

    private static boolean problem(List<FileChange> plan) {
        return plan.get(0).problem().isPresent() && !plan.get(0).changesSomething();
    }

    private void write(byte[] content) throws IOException {
        Files.createDirectories(config.getParent());
        Files.write(config, content);
    }

    private String text() throws IOException {
        return Files.readString(config);
    }
}
