package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import mesh.domain.peer.ProcessIdentity;
import mesh.faults.abuse.McpSession;

/** The broker stands still for half a minute, three times as long as anybody may be silent, and everybody wants something. */
final class BrokerIsStopped implements AutoCloseable {
    private static final Duration STOPPED = Duration.ofSeconds(30);
    private static final int WAIT_MILLIS = 5_000;

    /** It waits 250 ms; starting its JVM can take seconds where six others start, but nobody waits for the broker. */
    private static final Duration NOT_HELD_UP = Duration.ofSeconds(15);

    private final Path folder;
    private final Program program;
    private final Program impatient;
    private final Caller caller;

    BrokerIsStopped(Path folder) {
        this.folder = folder;
        String[] liveness = {"SLM_MESH_STALE_MS", "5000", "SLM_MESH_DEAD_MS", "10000", "SLM_MESH_HEARTBEAT_MS", "1000"};
        impatient = new Program(folder, liveness);
        List<String> patience = new ArrayList<>(List.of(liveness));
        patience.addAll(List.of("SLM_MESH_HOOK_WAIT", "30000")); // while the broker goes
        program = new Program(folder, patience.toArray(String[]::new));
        caller = new Caller(program);
    }

    void play() throws Exception {
        ProcessIdentity broker = program.startBroker();
        McpSession mcp = new McpSession(program);
        mcp.tool("mesh_status", "{}");
        Process run = program.start("lock", "run", "run", "--", "sleep", "300");
        Program.await("the program runs under its lock", () -> caller.locks().containsKey(path("run")));
        String begun = hook(program, "SessionStart", "\"source\":\"startup\"");
        assertTrue(begun.contains("in the mesh of coding agents"), begun);
        String holder = program.register("holder");
        String waiter = program.register("waiter");
        Set<String> names = caller.peers().keySet();
        Stopwatch sinceHeld = new Stopwatch();
        long token = caller.take(holder, path("held"), 10);
        Map<String, JsonObject> locks = caller.locks();
        CompletableFuture<Caller.Ended> mail = caller.awaitMail(holder, WAIT_MILLIS);
        CompletableFuture<Caller.Ended> turn = caller.await(waiter, path("held"), WAIT_MILLIS);
        caller.awaitWaiting(2);
        caller.beat(holder, waiter);

        Program.signal("STOP", broker.pid());
        Stopwatch stopped = new Stopwatch();
        hooksAllowAndSayItOnce();
        List<Process> commands = List.of(
                program.start("start", "--json"),
                program.start("status", "--json"),
                program.start("peers", "--json"),
                program.start("send", "waiter", "from the terminal"),
                program.start("inbox", "--wait", "2s", "--json"),
                program.start("lock", "check", "held", "--token", "" + token));
        CompletableFuture<Caller.Ended> sent = caller.later(() -> program.post(
                "send", "{\"fromPeer\":\"" + holder + "\",\"toPeer\":\"" + waiter + "\",\"payload\":\"by HTTP\"}"));
        CompletableFuture<JsonObject> tool = CompletableFuture.supplyAsync(() -> {
            try {
                return mcp.tool("mesh_send", "{\"to\":\"waiter\",\"message\":\"by MCP\"}");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertFalse(mail.isDone() || turn.isDone() || sent.isDone() || tool.isDone());
        Program.await("half a minute is over", () -> stopped.shows(STOPPED));
        Program.signal("CONT", broker.pid());

        Map<String, String> peers = caller.peers();
        assertTrue(peers.keySet().containsAll(names), peers::toString);
        assertEquals(Set.of("active"), Set.copyOf(peers.values()), peers::toString);
        caller.beat(holder, waiter);
        assertEquals("lock_held", turn.join().reply().body().string("code"));
        turn.join().stopwatch().assertShows(STOPPED, Caller.LATE.multipliedBy(2), "the wait for a lock");
        List<Program.Result> results = new ArrayList<>();
        for (Process command : commands) results.add(Program.end(command));
        for (Program.Result result : results) assertEquals(0, result.status(), results::toString);
        assertEquals(200, sent.join().reply().status());
        assertFalse(tool.join().bool("isError"), tool.join()::json);
        caller.beat(holder, waiter);
        List<String> unread = new ArrayList<>(caller.unread(waiter));
        unread.sort(null);
        assertEquals(List.of("by HTTP", "by MCP", "from the terminal"), unread);
        assertEquals(0, mail.join().reply().body().objects("messages").size());

        assertEquals(broker, program.broker().orElseThrow());
        assertLocksAreAsTheyWere(locks, sinceHeld);
        assertTrue(run.isAlive());
        assertEquals("", edit(program, "edited"));
        assertTrue(caller.locks().containsKey(path("edited")));
        caller.beat(holder, waiter);
        assertTrue(caller.peers().keySet().containsAll(names));
        assertFalse(caller.events().contains("peer_left"), () -> "somebody counted as dead");
        assertFalse(caller.events().contains("lock_expired"), () -> "a lease ended");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void assertLocksAreAsTheyWere(Map<String, JsonObject> before, Stopwatch sinceHeld) throws Exception {
        Map<String, JsonObject> now = caller.locks();
        // Beside them are those of the edits that the hooks allowed, which the broker heard of late.
        assertTrue(now.keySet().containsAll(before.keySet()), () -> now.keySet().toString());
        for (String path : before.keySet())
            assertEquals(before.get(path).integer("fencingToken"), now.get(path).integer("fencingToken"));
        Duration remaining =
                Duration.ofMillis(now.get(path("held")).integer("remainingMs")).plus(sinceHeld.elapsed());
        Duration off = remaining.minus(Duration.ofMinutes(10)).abs();
        assertTrue(off.compareTo(Duration.ofSeconds(2)) < 0, () -> "off by " + off);
    }

    private void hooksAllowAndSayItOnce() throws Exception {
        List<String> answers = new ArrayList<>();
        for (String file : List.of("first", "second", "third")) answers.add(edit(impatient, file));
        List<String> told = answers.stream().filter(answer -> !answer.isEmpty()).toList();
        assertEquals(1, told.size(), answers::toString);
        JsonObject said = JsonObject.parse(told.get(0));
        assertTrue(said.string("systemMessage").contains("no answer within 250 ms"), said::json);
        assertFalse(said.has("hookSpecificOutput"), said::json);
    }

    private String edit(Program as, String file) throws Exception {
        return hook(
                as,
                "PreToolUse",
                "\"tool_name\":\"Edit\",\"tool_input\":{\"file_path\":\"" + path(file) + "\",\"replace_all\":false}");
    }

    private String hook(Program as, String event, String more) throws Exception {
        Process process = as.start("hook", "claude-code");
        String input =
                "{\"session_id\":\"s\",\"cwd\":\"" + folder + "\",\"hook_event_name\":\"" + event + "\"," + more + "}";
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        Stopwatch stopwatch = new Stopwatch();
        Program.Result result = Program.end(process);
        assertEquals(0, result.status(), result::toString);
        assertEquals("", result.err());
        if (as == impatient) stopwatch.assertShows(Duration.ZERO, NOT_HELD_UP, "the hook");
        return result.out();
    }

    @Override
    public void close() throws IOException {
        caller.close();
        impatient.close();
        program.close();
    }
}
