package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code install}, {@code doctor} and {@code uninstall} as processes, on files as people have them. */
class InstallIT {
    private static final List<String> HOSTS =
            List.of("claude-code", "cursor", "codex", "vscode", "windsurf", "gemini", "antigravity", "aider");

    /** Others' servers and hooks, in the order and with the comments that somebody once gave them. */
    private static final String SERVERS = """
            {
              // mine, do not touch
              "theme": "dark",   "mcpServers": {
                "other": {"command": "npx", "args": ["-y", "other"]}, /* one more below */
                "zeta": { "url": "https://zeta.example/mcp" }
              },
              "last": [1, 2,
                       3]
            }
            """;

    private static final String STRICT_SERVERS =
            SERVERS.replace("// mine, do not touch", "").replace("/* one more below */", "");

    private static final String CODE_SERVERS = """
            {
            \t"inputs": [],
            \t"servers": {
            \t\t"other": { "type": "http", "url": "https://other.example/mcp" }, // trailing comma:
            \t},
            }
            """;

    private static final String HOOKS = """
            {
              "permissions": { "allow": ["Bash(ls:*)"] },
              "hooks": {
                "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }],
                "PreToolUse": [
                  { "matcher": "Bash", "hooks": [ { "type": "command", "command": "check.sh", "timeout": 5 } ] }
                ]
              },
              "model": "opus"
            }
            """;

    private static final String CURSOR_HOOKS = """
            { "version": 1,
              "hooks": { "stop": [ { "command": "./mine.sh" } ], "beforeSubmitPrompt": [ { "command": "./audit.sh" } ] } }
            """;

    private static final String WINDSURF_HOOKS = """
            {
                "hooks": {
                    "pre_write_code": [ { "command": "lint", "show_output": true } ]
                }
            }
            """;

    private static final String TOML = """
            # my Codex
            model = "gpt-codex"   # the good one

            [mcp_servers.other]
            command = "npx"
            args = ["-y", 'other']

            [profiles.fast]
            model_reasoning_effort = "low"
            """;

    private static final String GUIDE = """
            # Agents

            * Use tabs.
            <!-- a comment -->
            """;

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry(".claude.json", STRICT_SERVERS),
            Map.entry(".mcp.json", STRICT_SERVERS),
            Map.entry(".claude/settings.json", HOOKS),
            Map.entry(".claude/settings.local.json", HOOKS),
            Map.entry(".claude/skills/own/SKILL.md", "---\nname: own\n---\nMine.\n"),
            Map.entry(".cursor/mcp.json", SERVERS),
            Map.entry(".cursor/hooks.json", CURSOR_HOOKS),
            Map.entry(".cursor/rules/own.mdc", "---\nalwaysApply: true\n---\nMine.\n"),
            Map.entry(".codex/config.toml", TOML),
            Map.entry(".codex/hooks.json", HOOKS),
            Map.entry(".codex/AGENTS.md", GUIDE),
            Map.entry("AGENTS.md", GUIDE),
            Map.entry(".gemini/settings.json", SERVERS),
            Map.entry(".gemini/config/mcp_config.json", SERVERS),
            Map.entry(".agents/mcp_config.json", SERVERS),
            Map.entry(".codeium/windsurf/mcp_config.json", SERVERS),
            Map.entry(".codeium/windsurf/hooks.json", WINDSURF_HOOKS),
            Map.entry(".windsurf/hooks.json", WINDSURF_HOOKS),
            Map.entry(".config/devin/mcp_config.json", SERVERS),
            Map.entry(".config/Code/User/mcp.json", CODE_SERVERS),
            Map.entry(".vscode/mcp.json", CODE_SERVERS));

    @TempDir
    Path home;

    private Program program;

    @BeforeEach
    void begin() {
        program = new Program(home);
    }

    @AfterEach
    void endAll() throws IOException {
        program.close();
    }

    /** How an editor may have left a file. */
    enum Style {
        PLAIN,
        WINDOWS,
        ABSENT;

        byte[] of(String text) {
            String written = this == PLAIN ? text : "\ufeff" + text.strip().replace("\n", "\r\n");
            return written.getBytes(StandardCharsets.UTF_8);
        }
    }

    static Stream<Arguments> installations() {
        List<Arguments> all = new ArrayList<>();
        for (String host : HOSTS)
            for (String scope : List.of("--user", "--project"))
                for (Style style : Style.values()) all.add(Arguments.of(host, scope, style));
        return all.stream();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("installations")
    void uninstallGivesBackTheBytesThatInstallFound(String host, String scope, Style style) throws Exception {
        furnish(style);
        Map<String, String> before = snapshot();

        String plan = succeeds("install", host, scope, "--dry-run");
        assertTrue(plan.contains("slm-mesh"), plan);
        assertEquals(before, snapshot(), "a dry run changes nothing");

        succeeds("install", host, scope);
        Map<String, String> installed = snapshot();
        assertNotEquals(before, installed);
        for (Map.Entry<String, String> file : before.entrySet()) assertStillHolds(file, installed.get(file.getKey()));

        succeeds("install", host, scope);
        assertEquals(installed, snapshot(), "the second installation changes nothing");

        succeeds("uninstall", host, scope);
        assertEquals(before, snapshot());
    }

    /** What another one put there stands in the same order. */
    private static void assertStillHolds(Map.Entry<String, String> before, String after) {
        int at = 0;
        for (String piece : before.getValue().split("[\\n\\[\\]]")) {
            String words = piece.strip().replace("\ufeff", "").replaceAll("[\\[\\]{},\\s]+$", "");
            if (words.length() < 12) continue;
            int found = after.indexOf(words, at);
            assertTrue(found >= 0, before.getKey() + " has no more, or not in its place: " + words + "\n" + after);
            at = found;
        }
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void brokenFileIsNamedAndLeftAlone(String host) throws Exception {
        for (String file : FILES.keySet())
            if (file.endsWith(".json") || file.endsWith(".toml")) write(file, "{ \"half\": [1, \n".getBytes());
        Map<String, String> before = snapshot();
        Program.Result result = program.run("install", host);
        assertNotEquals(0, result.status(), result::toString);
        String named = result.out() + result.err();
        assertTrue(named.contains("json") || named.contains("toml"), named);
        Map<String, String> after = snapshot();
        before.forEach((file, text) -> assertEquals(text, after.get(file), file));
        program.run("uninstall", host);
        assertEquals(before, snapshot());
    }

    static Stream<String> hosts() {
        return HOSTS.stream().filter(host -> !host.equals("aider")); // it has no file that others write
    }

    @Test
    void doctorFiresEveryHookThatIsInstalledAndShowsAnswersAndTimes() throws Exception {
        furnish(Style.PLAIN);
        for (String host : HOSTS) succeeds("install", host);
        program.startBroker();
        Program.Result doctor = program.run("doctor");
        for (String each : List.of(
                "claude-code +hook SessionStart: \\d+ ms, .*in the mesh of coding agents",
                "claude-code +hook SubagentStart: \\d+ ms, go on",
                "claude-code +hook SessionEnd: \\d+ ms, go on",
                "cursor +hook preToolUse: \\d+ ms",
                "codex +hook SubagentStop: \\d+ ms, go on",
                "windsurf +hook pre_write_code: \\d+ ms, go on",
                "gemini +hook BeforeTool: \\d+ ms"))
            assertTrue(Pattern.compile(each).matcher(doctor.out()).find(), each + "\n" + doctor.out());
        assertFalse(doctor.out().contains("say done"), "hooks of others are not fired");
        assertEquals(0, program.json("peers", "--json").objects("peers").size(), "who was tried has left");
    }

    @Test
    void hooksOverHttpAreFiredAndTheFileWithTheTokenIsPrivateWhileItHasIt() throws Exception {
        furnish(Style.WINDOWS);
        Path settings = home.resolve(".claude/settings.json");
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
        Map<String, String> before = snapshot();
        String shown = succeeds("install", "claude-code", "--http");
        String token = Files.readString(program.directory.folder().resolve("hook.token"))
                .strip();
        assertFalse(shown.contains(token), "it is not shown");
        assertTrue(Files.readString(settings).contains(token));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)));
        Map<String, String> installed = snapshot();
        succeeds("install", "claude-code", "--http");
        assertEquals(installed, snapshot());
        String doctor = program.run("doctor").out();
        assertTrue(
                Pattern.compile("claude-code +hook PreToolUse: \\d+ ms, go on")
                        .matcher(doctor)
                        .find(),
                doctor);
        succeeds("uninstall", "claude-code");
        assertEquals(before, snapshot());
    }

    private String succeeds(String... words) throws Exception {
        Program.Result result = program.run(words);
        assertEquals(0, result.status(), result::toString);
        return result.out() + result.err();
    }

    private void furnish(Style style) throws IOException {
        if (style == Style.ABSENT) return;
        for (Map.Entry<String, String> file : FILES.entrySet()) write(file.getKey(), style.of(file.getValue()));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Every file but the broker's own, byte for byte. */
    private Map<String, String> snapshot() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : (Iterable<Path>) all::iterator)
                if (Files.isRegularFile(file) && !file.startsWith(program.directory.folder()))
                    files.put(
                            home.relativize(file).toString(),
                            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        return files;
    }
}
