package mesh.adapter.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import mesh.adapter.host.file.FileChange;
import mesh.adapter.host.file.HostFiles;
import mesh.adapter.host.file.Originals;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Installs into homes and projects that are in use already. */
class HostsTest {
    private static final Place.HookAddress HTTP = new Place.HookAddress("http://127.0.0.1:7899", "hook-token");

    @TempDir
    Path folder;

    private Path home;
    private Path project;
    private HostFiles files;

    @BeforeEach
    void furnish() throws IOException {
        home = folder.resolve("home");
        project = folder.resolve("project");
        files = new HostFiles(new Originals(folder.resolve("data")));
        for (Map.Entry<String, String> each : Furniture.FILES.entrySet()) {
            for (Path place : List.of(home, project)) {
                Path file = place.resolve(each.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, each.getValue());
            }
        }
    }

    static Stream<Arguments> everyWay() {
        return Hosts.ALL.stream()
                .flatMap(host -> Stream.of(Place.Scope.values())
                        .flatMap(scope -> Stream.of(false, true).map(http -> Arguments.of(host, scope, http))));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void whatIsInstalledAndUninstalledLeavesNoTrace(Host host, Place.Scope scope, boolean http) throws IOException {
        Map<Path, byte[]> before = content();
        Place place = place(scope, http ? Optional.of(HTTP) : Optional.empty());

        apply(files.planInstall(host.files(place)));
        assertFalse(changes(files.planInstall(host.files(place))), "a second time changes nothing");
        for (var file : host.files(place)) if (file.path().toString().endsWith(".json")) assertIsJson(file.path());
        assertTrue(content().size() > before.size() || !sameContent(before, content()));

        apply(files.planUninstall(host.files(place(scope, Optional.empty()))));
        Map<Path, byte[]> after = content();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((file, bytes) -> assertArrayEquals(bytes, after.get(file), file.toString()));
        assertFalse(Files.exists(folder.resolve("data")));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void whatOthersChangeMeanwhileSurvives(Host host, Place.Scope scope, boolean http) throws IOException {
        Place place = place(scope, http ? Optional.of(HTTP) : Optional.empty());
        apply(files.planInstall(host.files(place)));
        Map<Path, String> expected = new TreeMap<>();
        for (var file : host.files(place)) {
            if (file.content().isPresent()) continue;
            String text = Files.readString(file.path());
            boolean json = file.path().toString().endsWith("json");
            Files.writeString(file.path(), json ? text.replaceFirst("\\{", "{ \"later\": 1,") : "# later\n" + text);
            String original = Furniture.FILES.get(relative(file.path()));
            if (original == null || original.strip().length() <= 2) expected.put(file.path(), "later");
            else
                expected.put(
                        file.path(), json ? original.replaceFirst("\\{", "{ \"later\": 1,") : "# later\n" + original);
        }
        apply(files.planUninstall(host.files(place)));
        expected.forEach((file, text) -> assertTrue(
                text.equals("later")
                        ? read(file).contains("later")
                        : tight(read(file)).equals(tight(text)),
                () -> file + ":\n" + read(file)));
        for (Path file : expected.keySet()) assertFalse(read(file).contains("slm-mesh"), file.toString());
    }

    @Test
    void claudeCodeGetsServerHooksWakeAndSkills() throws IOException {
        apply(files.planInstall(new ClaudeCode().files(place(Place.Scope.USER, Optional.empty()))));
        JsonObject server = JsonObject.parse(read(home.resolve(".claude.json")))
                .object("mcpServers")
                .object("slm-mesh");
        assertEquals("stdio", server.string("type"));
        assertEquals("/opt/my tools/slm-mesh", server.string("command"));
        assertEquals(List.of("mcp"), server.strings("args"));
        JsonObject hooks =
                JsonObject.parse(read(home.resolve(".claude/settings.json"))).object("hooks");
        JsonObject edits = hooks.objects("PreToolUse").get(1);
        assertEquals("Edit|MultiEdit|Write|NotebookEdit", edits.string("matcher"));
        assertEquals(
                "'/opt/my tools/slm-mesh' hook claude-code",
                edits.objects("hooks").get(0).string("command"));
        JsonObject wake = hooks.objects("Stop").get(0).objects("hooks").get(1);
        assertTrue(wake.bool("asyncRewake"));
        assertTrue(wake.string("command").endsWith("hook claude-code --wake"));
        assertTrue(read(home.resolve(".claude/skills/mesh-sync/SKILL.md")).startsWith("---\nname: mesh-sync\n"));
    }

    @Test
    void claudeCodeCallsOverHttpWhereItCanAndKeepsTheTokenToItself() throws IOException {
        apply(files.planInstall(new ClaudeCode().files(place(Place.Scope.PROJECT, Optional.of(HTTP)))));
        Path settings = project.resolve(".claude/settings.local.json");
        JsonObject hooks = JsonObject.parse(read(settings)).object("hooks");
        JsonObject call = hooks.objects("PreToolUse").get(0).objects("hooks").get(0);
        assertEquals("http", call.string("type"));
        assertEquals("http://127.0.0.1:7899/hooks/claude-code", call.string("url"));
        assertEquals("Bearer hook-token", call.object("headers").string("Authorization"));
        assertEquals(
                "command",
                hooks.objects("SessionStart").get(0).objects("hooks").get(0).string("type"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)));

        apply(files.planInstall(new ClaudeCode().files(place(Place.Scope.PROJECT, Optional.empty()))));
        assertFalse(read(settings).contains("hook-token"));
    }

    @Test
    void codexGetsATableHooksAndAParagraph() throws IOException {
        apply(files.planInstall(new Codex().files(place(Place.Scope.USER, Optional.empty()))));
        assertTrue(read(home.resolve(".codex/config.toml"))
                .endsWith("\n[mcp_servers.slm-mesh]\ncommand = \"/opt/my tools/slm-mesh\"\nargs = [\"mcp\"]\n"));
        assertTrue(read(home.resolve(".codex/hooks.json")).contains("\"apply_patch\""));
        assertTrue(read(home.resolve(".codex/AGENTS.md")).contains("<!-- slm-mesh: begin -->\n## Other agents"));
    }

    @Test
    void dataDirectoryOfOnesOwnIsPassedOn() throws IOException {
        Program program = new Program(List.of("/opt/slm-mesh"), Map.of("SLM_MESH_DATA_DIR", "/data/my mesh"));
        Place place = new Place(Place.Scope.USER, home, project, Map.of(), "Linux", program, Optional.empty());
        apply(files.planInstall(new Codex().files(place)));
        apply(files.planInstall(new Cursor().files(place)));
        assertTrue(
                read(home.resolve(".codex/config.toml")).contains("env = { SLM_MESH_DATA_DIR = \"/data/my mesh\" }"));
        assertTrue(read(home.resolve(".cursor/hooks.json"))
                .contains("SLM_MESH_DATA_DIR='/data/my mesh' /opt/slm-mesh hook cursor"));
        assertTrue(read(home.resolve(".cursor/mcp.json")).contains("\"SLM_MESH_DATA_DIR\": \"/data/my mesh\""));
    }

    @Test
    void hostsAreFoundByTheNamesOfTheirAgents() {
        assertEquals(Optional.of("Claude Code"), Hosts.named("claude-code").map(Host::title));
        assertEquals(Optional.empty(), Hosts.named("emacs"));
    }

    private Place place(Place.Scope scope, Optional<Place.HookAddress> http) {
        Program program = new Program(List.of("/opt/my tools/slm-mesh"), Map.of());
        return new Place(scope, home, project, Map.of(), "Linux", program, http);
    }

    private void apply(List<FileChange> plan) throws IOException {
        for (FileChange change : plan) {
            assertEquals(Optional.empty(), change.problem(), change.path().toString());
            files.apply(change);
        }
    }

    private static boolean changes(List<FileChange> plan) {
        return plan.stream().anyMatch(FileChange::changesSomething);
    }

    private Map<Path, byte[]> content() throws IOException {
        Map<Path, byte[]> content = new TreeMap<>();
        for (Path top : List.of(home, project)) {
            try (Stream<Path> all = Files.walk(top)) {
                for (Path each : all.toList())
                    content.put(each, Files.isRegularFile(each) ? Files.readAllBytes(each) : new byte[0]);
            }
        }
        return content;
    }

    private static boolean sameContent(Map<Path, byte[]> left, Map<Path, byte[]> right) {
        return left.entrySet().stream().allMatch(each -> Arrays.equals(each.getValue(), right.get(each.getKey())));
    }

    private static void assertIsJson(Path file) {
        if (!Furniture.HAS_COMMENTS.contains(file.getFileName().toString())) JsonObject.parse(read(file));
    }

    private String relative(Path file) {
        return (file.startsWith(home) ? home : project).relativize(file).toString();
    }

    /** An empty container may have lost the blanks in it. */
    private static String tight(String text) {
        return text.replaceAll("\\{\\s+}", "{}");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
