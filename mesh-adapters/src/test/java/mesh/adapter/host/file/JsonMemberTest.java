package mesh.adapter.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonMemberTest {
    private static final JsonMember SERVER = new JsonMember(
            List.of("mcpServers"),
            "slm-mesh",
            ordered("command", "/opt/slm-mesh", "args", List.of("mcp")),
            List.of("url"));

    @Test
    void entryIsAppendedInTheStyleOfTheFile() throws BrokenFile {
        String before = """
                {
                    // the servers of this machine
                    "mcpServers": {
                        "github": { "command": "gh-mcp" } /* official */ // keep
                    }
                }
                """;
        String after = """
                {
                    // the servers of this machine
                    "mcpServers": {
                        "github": { "command": "gh-mcp" }, /* official */ // keep
                        "slm-mesh": {
                            "command": "/opt/slm-mesh",
                            "args": ["mcp"]
                        }
                    }
                }
                """;
        assertRoundTrip(before, after);
    }

    @Test
    void trailingCommaStaysTheStyle() throws BrokenFile {
        assertRoundTrip(
                "{\n\t\"mcpServers\": {\n\t\t\"a\": {},\n\t},\n}",
                "{\n\t\"mcpServers\": {\n\t\t\"a\": {},\n\t\t\"slm-mesh\": {\n\t\t\t\"command\": \"/opt/slm-mesh\",\n"
                        + "\t\t\t\"args\": [\"mcp\"]\n\t\t},\n\t},\n}");
    }

    @Test
    void lineBreaksOfWindowsStay() throws BrokenFile {
        assertRoundTrip(
                "{\r\n  \"mcpServers\": {\r\n    \"a\": 1\r\n  }\r\n}\r\n",
                "{\r\n  \"mcpServers\": {\r\n    \"a\": 1,\r\n    \"slm-mesh\": {\r\n      \"command\": \"/opt/slm-mesh\",\r\n"
                        + "      \"args\": [\"mcp\"]\r\n    }\r\n  }\r\n}\r\n");
    }

    @Test
    void documentOfOneLineStaysOne() throws BrokenFile {
        assertRoundTrip(
                "{\"theme\":\"dark\",\"mcpServers\":{\"a\":{}}}",
                "{\"theme\":\"dark\",\"mcpServers\":{\"a\":{}, \"slm-mesh\": {\"command\": \"/opt/slm-mesh\", \"args\": [\"mcp\"]}}}");
    }

    @Test
    void missingContainerIsMadeAndGoesWithTheEntry() throws BrokenFile {
        assertRoundTrip("{\n  \"theme\": \"dark\"\n}\n", """
                {
                  "theme": "dark",
                  "mcpServers": {
                    "slm-mesh": {
                      "command": "/opt/slm-mesh",
                      "args": ["mcp"]
                    }
                  }
                }
                """);
    }

    @Test
    void containerThatWasEmptyBeforeUsStays() throws BrokenFile {
        String before = "{\n  \"mcpServers\": {}\n}\n";
        assertEquals(before, SERVER.takeOutOf(SERVER.putInto(before), Optional.of(before)));
        assertEquals("{}\n", SERVER.takeOutOf(SERVER.putInto(before), Optional.empty()));
    }

    @Test
    void emptyFileBecomesADocument() throws BrokenFile {
        assertEquals("""
                {
                  "mcpServers": {
                    "slm-mesh": {
                      "command": "/opt/slm-mesh",
                      "args": ["mcp"]
                    }
                  }
                }
                """, SERVER.putInto(""));
    }

    @Test
    void updateKeepsWhatSomebodyAddedToOurEntry() throws BrokenFile {
        String installed = """
                {
                  "mcpServers": {
                    "slm-mesh": {
                      "url": "http://127.0.0.1:7899/mcp",
                      "trust": true, // asked for it
                      "args": ["old"]
                    },
                    "z": {}
                  }
                }
                """;
        String updated = SERVER.putInto(installed);
        assertEquals("""
                {
                  "mcpServers": {
                    "slm-mesh": {
                      "trust": true, // asked for it
                      "args": ["mcp"],
                      "command": "/opt/slm-mesh"
                    },
                    "z": {}
                  }
                }
                """, updated);
        assertEquals(updated, SERVER.putInto(updated));
    }

    @Test
    void removalInTheMiddleLeavesNeighboursAsTheyAre() throws BrokenFile {
        String text = "{\"mcpServers\": {\"slm-mesh\": {}, \"b\": 2 /* two */}}";
        assertEquals("{\"mcpServers\": {\"b\": 2 /* two */}}", SERVER.takeOutOf(text, Optional.empty()));
        String lines = "{\"mcpServers\": {\n  // first\n  \"slm-mesh\": {}, \"b\": 2\n}}";
        assertEquals("{\"mcpServers\": {\n  // first\n  \"b\": 2\n}}", SERVER.takeOutOf(lines, Optional.empty()));
    }

    @Test
    void entryAfterALineCommentDoesNotVanishInIt() throws BrokenFile {
        String after = SERVER.putInto("{\"mcpServers\": {\"a\": 1 // one\n}}");
        assertTrue(JsonText.parse(after).at(List.of("mcpServers", "slm-mesh")).isPresent(), after);
        assertEquals("{\"mcpServers\": {\"a\": 1 // one\n}}", SERVER.takeOutOf(after, Optional.empty()));
    }

    @Test
    void brokenTextIsReportedWithItsPlace() {
        BrokenFile error = assertThrows(BrokenFile.class, () -> SERVER.putInto("{\n  \"a\": 1\n  \"b\": 2\n}"));
        assertTrue(error.getMessage().contains("line 3"), error.getMessage());
        assertThrows(BrokenFile.class, () -> SERVER.putInto("[]"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("{\"mcpServers\": []}"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("{\"a\": 1} trailing"));
        assertThrows(BrokenFile.class, () -> SERVER.putInto("{\"a\": 1, \"a\": 2}"));
    }

    private static void assertRoundTrip(String before, String after) throws BrokenFile {
        assertEquals(after, SERVER.putInto(before));
        assertEquals(after, SERVER.putInto(after), "a second time changes nothing");
        assertEquals(before, SERVER.takeOutOf(after, Optional.of(before)));
        assertEquals(before, SERVER.takeOutOf(before, Optional.of(before)));
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }
}
