package mesh.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import mesh.faults.abuse.McpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many programs that need a broker at the same moment. */
class TwoStartsIT {
    private static final int STARTS = 8;

    @TempDir
    Path temporary;

    @Test
    void manyStartsAtOnceEndWithOneBrokerThatAllOfThemName() throws Exception {
        try (Program program = new Program(temporary)) {
            List<Process> starts = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) starts.add(program.start("start", "--json"));
            Set<Long> brokers = new HashSet<>();
            for (Process start : starts) brokers.add(Program.end(start).json().integer("pid"));
            assertEquals(Set.of(program.broker().orElseThrow().pid()), brokers);
        }
    }

    @Test
    void clientsOfEveryKindThatMissABrokerAtOnceStartOne() throws Exception {
        try (Program program = new Program(temporary, "SLM_MESH_HOOK_WAIT", "30000")) {
            List<Process> commands = new ArrayList<>();
            List<Process> hooks = new ArrayList<>();
            List<Process> sessions = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                commands.add(program.start("peers", "--json"));
                commands.add(program.start("lock", "run", "file-" + i, "--", "true"));
                sessions.add(program.start("mcp"));
                hooks.add(program.start("hook", "claude-code"));
            }
            for (int i = 0; i < 2; i++) {
                write(
                        hooks.get(i),
                        "{'session_id':'s" + i + "','cwd':'" + temporary
                                + "','hook_event_name':'SessionStart','source':'startup'}");
                McpSession session = new McpSession(sessions.get(i));
                JsonObject status = session.tool("mesh_status", "{}");
                assertFalse(status.bool("isError"), status::json);
            }
            for (Process command : commands) {
                Program.Result result = Program.end(command);
                assertEquals(0, result.status(), result::toString);
            }
            for (Process hook : hooks) {
                Program.Result result = Program.end(hook);
                assertTrue(result.out().contains("this session is"), result::toString);
            }
            assertEquals(1, program.log().split(" Started: ", -1).length - 1, program.log());
        }
    }

    private static void write(Process process, String input) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(input.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        in.flush();
    }
}
