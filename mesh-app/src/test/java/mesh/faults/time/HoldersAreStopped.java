package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import mesh.faults.abuse.McpSession;

/** Holders of several kinds stand still for longer than their leases last, and go on as if nothing had happened. */
final class HoldersAreStopped implements AutoCloseable {
    private final Path folder;
    private final Program program;
    private final Caller caller;
    private final List<Holder> holders = new ArrayList<>();

    HoldersAreStopped(Path folder) {
        this.folder = folder;
        // Nobody counts as dead here: it is the lease that ends.
        program = new Program(folder, "SLM_MESH_STALE_MS", "300000", "SLM_MESH_DEAD_MS", "600000");
        caller = new Caller(program);
    }

    /** One that holds the file of its kind for a minute. */
    interface Holder {
        String file();

        Process process();

        long token();

        /** Goes on, and finds out that its lease is over before it writes. */
        void learns() throws Exception;
    }

    void play() throws Exception {
        program.startBroker();
        String other = program.register("other");
        Stopwatch stopwatch = new Stopwatch();
        holders.add(new LockRun(program, path("run"), "is held by other", "--ttl", "1m"));
        holders.add(new Agent(path("agent")));
        if (PythonSession.canRun()) holders.add(new PythonSession(program, path("python")));
        Duration begun = stopwatch.elapsed();
        for (Holder each : holders) Program.signal("STOP", each.process().pid());

        List<CompletableFuture<Caller.Ended>> turns = new ArrayList<>();
        for (Holder each : holders) turns.add(caller.awaitInTurn(other, each.file()));
        List<Long> tokens = new ArrayList<>();
        for (CompletableFuture<Caller.Ended> turn : turns)
            tokens.add(turn.join().lock().integer("fencingToken"));
        stopwatch.assertShows(Duration.ofMinutes(1), Caller.LATE.plus(begun), "the leases");
        assertFalse(caller.events().contains("peer_left"));

        for (int i = 0; i < holders.size(); i++) {
            Holder holder = holders.get(i);
            assertTrue(tokens.get(i) > holder.token());
            assertFalse(caller.stands(holder.file(), holder.token()));
            Program.signal("CONT", holder.process().pid());
            holder.learns();
            assertTrue(caller.stands(holder.file(), tokens.get(i)));
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** An agent's session over MCP. */
    private final class Agent implements Holder {
        private final String file;
        private final McpSession mcp;
        private final long token;

        Agent(String file) throws IOException {
            this.file = file;
            mcp = new McpSession(program);
            JsonObject locked = call("lock", "\"ttlMinutes\":1");
            token = locked.object("structuredContent").objects("locks").get(0).integer("fencingToken");
        }

        private JsonObject call(String action, String more) throws IOException {
            return mcp.tool("mesh_lock", "{\"action\":\"" + action + "\",\"filePath\":\"" + file + "\"," + more + "}");
        }

        @Override
        public String file() {
            return file;
        }

        @Override
        public Process process() {
            return mcp.process;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public void learns() throws IOException {
            JsonObject check = call("check", "\"fencingToken\":" + token);
            assertFalse(check.object("structuredContent").bool("current"), check::json);
            assertTrue(McpSession.text(check).contains("look at the file anew before you write"), check::json);
            for (String action : List.of("renew", "unlock")) {
                JsonObject refused = call(action, "\"fencingToken\":" + token);
                assertTrue(refused.bool("isError"), refused::json);
                assertTrue(McpSession.text(refused).contains("somebody else holds it"), refused::json);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Holder each : holders) each.process().destroyForcibly();
        caller.close();
        program.close();
    }
}
