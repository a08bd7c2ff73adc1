package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MCP sessions as real processes: how they come and go. */
class SessionIT {
    @TempDir
    Path temporary;

    private Program program;

    @BeforeEach
    void begin() {
        program = new Program(temporary);
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    /** One agent's end of the conversation. */
    private static final class Session {
        final Process process;
        private final Writer in;
        private final BufferedReader out;
        private int lastId;

        Session(Process process) throws IOException {
            this.process = process;
            this.in = process.outputWriter();
            this.out = process.inputReader();
            ask(
                    "initialize",
                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
            tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        }

        private void tell(String line) throws IOException {
            in.write(line + "\n");
            in.flush();
        }

        JsonObject ask(String method, String params) throws IOException {
            int id = ++lastId;
            tell("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
            for (; ; ) {
                String line = out.readLine();
                if (line == null) throw new IOException("the session ended");
                JsonObject answer = JsonObject.parse(line);
                if (answer.has("id") && answer.integer("id") == id) return answer.object("result");
            }
        }

        JsonObject tool(String name, String arguments) throws IOException {
            JsonObject result = ask("tools/call", "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}");
            assertFalse(result.optBoolean("isError").orElse(false), result.json());
            return result.object("structuredContent");
        }
    }

    private Session session() throws IOException {
        return new Session(program.start("mcp"));
    }

    private int peers() throws Exception {
        return program.call("peers", "{}").objects("peers").size();
    }

    private int locks() throws Exception {
        return program.call("lock", "{\"action\":\"query\"}").objects("locks").size();
    }

    @Test
    void killedSessionIsGoneAndItsLocksAreFreeWithinTwoSeconds() throws Exception {
        Session session = session();
        session.tool("mesh_lock", "{\"action\":\"lock\",\"filePath\":\"src/Main.java\"}");
        assertEquals(1, peers());
        assertEquals(1, locks());
        session.process.destroyForcibly();
        assertTrue(session.process.waitFor(10, TimeUnit.SECONDS));
        Program.await("the peer is gone", Duration.ofSeconds(2), () -> peers() == 0 && locks() == 0);
    }

    @Test
    void endOfInputEndsTheSessionWithinASecond() throws Exception {
        Session session = session();
        session.tool("mesh_peers", "{}");
        assertEquals(1, peers());
        long begin = System.nanoTime();
        session.process.getOutputStream().close();
        Program.await("the peer is gone", Duration.ofSeconds(1), () -> peers() == 0);
        assertTrue(session.process.waitFor(1, TimeUnit.SECONDS), "still running");
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(2).toNanos());
        assertEquals(0, session.process.exitValue());
    }

    @Test
    void sessionThatAsksForNothingStartsNothing() throws Exception {
        Session session = session();
        session.ask("tools/list", "{}");
        assertTrue(program.broker().isEmpty());
    }

    @Test
    void killedBrokerIsReplacedAndTheSessionGoesOnAsTheSamePeer() throws Exception {
        Session session = session();
        session.tool("mesh_lock", "{\"action\":\"lock\",\"filePath\":\"src/Main.java\"}");
        String peer = program.call("peers", "{}").objects("peers").get(0).string("id");
        ProcessIdentity broker = program.broker().orElseThrow();
        program.kill(broker);
        session.tool("mesh_status", "{}");
        Program.await("a new broker serves", () -> program.broker().isPresent() && peers() == 1);
        assertEquals(peer, program.call("peers", "{}").objects("peers").get(0).string("id"));
        assertEquals(1, locks());
    }
}
