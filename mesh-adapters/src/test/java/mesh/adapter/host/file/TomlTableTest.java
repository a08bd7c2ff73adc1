package mesh.adapter.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TomlTableTest {
    private static final TomlTable SERVER = new TomlTable(List.of("mcp_servers", "slm-mesh"), values());

    private static final String THEIRS = """
            # codex
            model = "gpt-5"
            notify = ["bash", "-c", '''
            [mcp_servers.slm-mesh] # not a table
            ''']

            [mcp_servers.docs]
            command = "docs"  # comment
            args = [
              "a]", # with a bracket
            ]

            [projects."/home/me/my project"]
            trust_level = "trusted"
            """;

    @Test
    void tableIsAppendedAndTakenOutAgain() throws BrokenFile {
        String installed = SERVER.putInto(THEIRS);
        assertEquals(THEIRS + "\n[mcp_servers.slm-mesh]\ncommand = \"/opt/slm-mesh\"\nargs = [\"mcp\"]\n", installed);
        assertEquals(installed, SERVER.putInto(installed));
        assertEquals(THEIRS, SERVER.takeOutOf(installed, Optional.of(THEIRS)));
    }

    @Test
    void tableInTheMiddleIsUpdatedInPlaceAndKeepsWhatWasAdded() throws BrokenFile {
        String old = """
                [mcp_servers."slm-mesh"]
                startup_timeout_sec = 20
                command = "/old"

                [mcp_servers.slm-mesh.env]
                A = "b"

                # the rest
                [tui]
                theme = "dark"
                """;
        String updated = SERVER.putInto(old);
        assertTrue(updated.contains("startup_timeout_sec = 20\ncommand = \"/opt/slm-mesh\"\n"), updated);
        assertTrue(updated.contains("args = [\"mcp\"]"), updated);
        assertEquals(updated, SERVER.putInto(updated));
        assertEquals("\n# the rest\n[tui]\ntheme = \"dark\"\n", SERVER.takeOutOf(updated, Optional.empty()));
    }

    @Test
    void windowsLineBreaksStay() throws BrokenFile {
        String theirs = "model = \"x\"\r\n\r\n[tui]\r\na = 1\r\n";
        String installed = SERVER.putInto(theirs);
        assertEquals(
                0, installed.replace("\r\n", "").chars().filter(c -> c == '\n').count());
        assertEquals(theirs, SERVER.takeOutOf(installed, Optional.of(theirs)));
    }

    @Test
    void inlineDefinitionsAndBrokenFilesAreReported() {
        assertThrows(BrokenFile.class, () -> SERVER.putInto("mcp_servers = { slm-mesh = { command = \"x\" } }\n"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("mcp_servers.slm-mesh.command = \"x\"\n"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("[mcp_servers]\nslm-mesh = {}\n"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("a = \"open\n"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("a = [1, 2\n"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("[table\n"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("a =\n"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("just words\n"));
    }

    private static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("command", "/opt/slm-mesh");
        values.put("args", List.of("mcp"));
        return values;
    }
}
