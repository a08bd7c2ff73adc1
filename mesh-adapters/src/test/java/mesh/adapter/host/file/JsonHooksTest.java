package mesh.adapter.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonHooksTest {
    private static final JsonHooks STOP = new JsonHooks(
            List.of("hooks", "Stop"),
            List.of(
                    Map.of("hooks", List.of(Map.of("command", "/opt/slm-mesh hook claude-code"))),
                    Map.of("hooks", List.of(Map.of("command", "/opt/slm-mesh hook claude-code --wake")))),
            text -> text.contains("slm-mesh"));

    private static final String THEIRS = """
            {
              "model": "opus",
              "hooks": {
                "Stop": [
                  {
                    "hooks": [{ "type": "command", "command": "say done" }]
                  }
                ]
              }
            }
            """;

    @Test
    void hooksStandBesideThoseOfOthers() throws BrokenFile {
        String installed = STOP.putInto(THEIRS);
        assertEquals("""
                {
                  "model": "opus",
                  "hooks": {
                    "Stop": [
                      {
                        "hooks": [{ "type": "command", "command": "say done" }]
                      },
                      {
                        "hooks": [
                          {
                            "command": "/opt/slm-mesh hook claude-code"
                          }
                        ]
                      },
                      {
                        "hooks": [
                          {
                            "command": "/opt/slm-mesh hook claude-code --wake"
                          }
                        ]
                      }
                    ]
                  }
                }
                """, installed);
        assertEquals(installed, STOP.putInto(installed));
        assertEquals(THEIRS, STOP.takeOutOf(installed, Optional.of(THEIRS)));
    }

    @Test
    void hooksOfAnOlderInstallAreReplaced() throws BrokenFile {
        String old = new JsonHooks(
                        List.of("hooks", "Stop"),
                        List.of(Map.of("hooks", List.of(Map.of("command", "/old/slm-mesh hook claude-code")))),
                        text -> text.contains("slm-mesh"))
                .putInto(THEIRS);
        assertEquals(STOP.putInto(THEIRS), STOP.putInto(old));
    }

    @Test
    void hookThatSomebodyAddedToOurGroupStays() throws BrokenFile {
        String mixed = """
                {
                  "hooks": {
                    "Stop": [
                      {
                        "hooks": [
                          {"command": "/opt/slm-mesh hook claude-code"},
                          {"command": "say done"}
                        ]
                      }
                    ]
                  }
                }
                """;
        assertEquals("""
                {
                  "hooks": {
                    "Stop": [
                      {
                        "hooks": [
                          {"command": "say done"}
                        ]
                      }
                    ]
                  }
                }
                """, STOP.takeOutOf(mixed, Optional.empty()));
    }

    @Test
    void flatHooksAreRecognizedToo() throws BrokenFile {
        JsonHooks cursor = new JsonHooks(
                List.of("hooks", "stop"),
                List.of(Map.of("command", "slm-mesh hook cursor")),
                text -> text.contains("slm-mesh"));
        String theirs = "{\"version\": 1, \"hooks\": {\"stop\": [{\"command\": \"./notify.sh\"}]}}";
        String installed = cursor.putInto(theirs);
        assertEquals(
                "{\"version\": 1, \"hooks\": {\"stop\": [{\"command\": \"./notify.sh\"}, {\"command\": \"slm-mesh hook"
                        + " cursor\"}]}}",
                installed);
        assertEquals(theirs, cursor.takeOutOf(installed, Optional.empty()));
    }
}
