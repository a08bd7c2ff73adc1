package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import mesh.faults.WallClock;
import mesh.faults.abuse.McpSession;

/** The wall clock is set a day ahead and an hour back, under a broker and while there is none. */
final class ClockIsSet implements AutoCloseable {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR_AGO = Duration.ofHours(-1);
    private static final int WAIT_MILLIS = 3_000;

    /** Before, the JDK's HTTP server ends what has waited for half an hour by the wall clock. */
    private static final boolean HTTP_WAITS = Runtime.version().feature() >= 24;

    /** Pruning comes this long after the start. */
    private static final Duration PRUNED = Duration.ofSeconds(32);

    private final WallClock clock;
    private final Program program;
    /** The same data directory, but what is started here never starts a broker, which would have the right time. */
    private final Program sessions;

    private final Caller caller;
    private final Path folder;
    private McpSession mcp;
    private McpSession another;
    private String holder;
    private String waiter;
    private String reader;
    private long longToken;
    private Stopwatch sinceLong;

    ClockIsSet(Path folder) throws Exception {
        this.folder = folder;
        clock = new WallClock(folder);
        List<String> environment = new ArrayList<>(List.of("SLM_MESH_STALE_MS", "20000", "SLM_MESH_DEAD_MS", "40000"));
        environment.addAll(List.of("SLM_MESH_HEARTBEAT_MS", "2000"));
        environment.addAll(clock.environment());
        program = new Program(folder, environment.toArray(String[]::new));
        environment.addAll(List.of("SLM_MESH_ROLE", "client"));
        sessions = new Program(folder, environment.toArray(String[]::new));
        caller = new Caller(program);
    }

    void play() throws Exception {
        program.startOwnBroker();
        mcp = new McpSession(sessions);
        another = new McpSession(sessions);
        for (McpSession each : List.of(mcp, another)) each.tool("mesh_status", "{}");
        Process run = sessions.start("lock", "run", "run", "--", "sleep", "300");
        Program.await("the program runs under its lock", () -> caller.locks().containsKey(path("run")));
        holder = program.register("holder");
        waiter = program.register("waiter");
        reader = program.register("reader");
        Set<String> names = caller.peers().keySet();
        assertEquals(6, names.size(), names::toString);

        Stopwatch sinceShort = new Stopwatch();
        long shortToken = caller.take(holder, path("short"), 1);
        sinceLong = new Stopwatch();
        longToken = caller.take(holder, path("long"), 10);
        String read = caller.send(holder, reader, "read", "first");
        assertEquals(List.of("read"), caller.read(reader));
        String unread = caller.send(holder, reader, "unread", "second");

        setUnderWaits(DAY);
        setUnderWaits(HOUR_AGO);
        setWhileNoBrokerRuns(HOUR_AGO.multipliedBy(2));
        setWhileNoBrokerRuns(DAY);
        Stopwatch sinceStart = new Stopwatch();

        CompletableFuture<Caller.Ended> turn = caller.awaitInTurn(waiter, path("short"));
        awaitBeating("the short lease ends", turn::isDone);
        JsonObject granted = turn.join().lock();
        sinceShort.assertShows(Duration.ofSeconds(59), Caller.LATE, "the lease of a minute");
        assertTrue(granted.integer("fencingToken") > shortToken);
        assertEquals("lock_held", code(caller.renew(holder, path("short"), shortToken)));
        assertFalse(caller.stands(path("short"), shortToken));

        awaitBeating("what is old is pruned", () -> sinceStart.shows(PRUNED));
        assertEquals(List.of("unread"), caller.unread(reader));
        assertEquals(read, caller.send(holder, reader, "read", "first"));
        assertEquals(unread, caller.send(holder, reader, "unread", "second"));
        assertLongLease();
        assertEverybodyIsThere(names);
        assertTrue(run.isAlive());
        assertTrue(McpSession.text(mcp.tool("mesh_peers", "{}")).contains("holder"));
        List<String> events = caller.events();
        assertFalse(events.contains("peer_left"), events::toString);
        assertEquals(1, events.stream().filter("lock_expired"::equals).count(), events::toString);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static String code(Program.Reply reply) {
        return reply.body().string("code");
    }

    private void setUnderWaits(Duration ahead) throws Exception {
        Set<String> names = caller.peers().keySet();
        int jumps = jumps();
        List<CompletableFuture<Void>> waits = new ArrayList<>(waitsOverLinks());
        if (HTTP_WAITS) waits.addAll(waitsOverHttp());
        clock.set(ahead);
        awaitBeating("the broker notices", () -> jumps() > jumps);
        assertEverybodyIsThere(names);
        assertLongLease();
        awaitBeating("the waits end", () -> waits.stream().allMatch(CompletableFuture::isDone));
        for (CompletableFuture<Void> wait : waits) wait.join();
        assertEquals(200, caller.renew(holder, path("long"), longToken).status());
    }

    private List<CompletableFuture<Void>> waitsOverLinks() throws Exception {
        String path = "\"action\":\"lock\",\"filePath\":\"" + path("long") + "\"";
        CompletableFuture<Void> lock = toolThatWaits(mcp, "mesh_lock", path, "Not locked after waiting");
        CompletableFuture<Void> mail = toolThatWaits(another, "mesh_inbox", "\"action\":\"read\"", "");
        Program.await(
                "it waits for the lock",
                () -> !caller.locks().get(path("long")).strings("waiters").isEmpty());
        return List.of(lock, mail);
    }

    private CompletableFuture<Void> toolThatWaits(McpSession as, String tool, String arguments, String answer) {
        Stopwatch stopwatch = new Stopwatch();
        return CompletableFuture.runAsync(() -> {
            try {
                JsonObject result = as.tool(tool, "{" + arguments + ",\"waitSeconds\":" + WAIT_MILLIS / 1_000 + "}");
                assertEndedInTime(stopwatch);
                assertTrue(McpSession.text(result).contains(answer), result::json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private List<CompletableFuture<Void>> waitsOverHttp() throws Exception {
        CompletableFuture<Void> mail = caller.awaitMail(waiter, WAIT_MILLIS).thenAccept(ended -> {
            assertEndedInTime(ended.stopwatch());
            assertEquals(0, ended.reply().body().objects("messages").size());
        });
        CompletableFuture<Void> lock = caller.await(waiter, path("long"), WAIT_MILLIS)
                .thenAccept(ended -> {
                    assertEndedInTime(ended.stopwatch());
                    assertEquals("lock_held", code(ended.reply()));
                });
        caller.awaitWaiting(2);
        return List.of(mail, lock);
    }

    private static void assertEndedInTime(Stopwatch stopwatch) {
        stopwatch.assertShows(Duration.ofMillis(WAIT_MILLIS), Caller.LATE, "the wait");
    }

    private int jumps() throws Exception {
        return program.log().split("The wall clock moved", -1).length;
    }

    /** After a crash the first time, in good order the second. */
    private void setWhileNoBrokerRuns(Duration ahead) throws Exception {
        Set<String> names = caller.peers().keySet();
        ProcessIdentity broker = program.broker().orElseThrow();
        if (ahead.isNegative()) program.kill(broker);
        else assertEquals(0, program.run("stop").status());
        clock.set(ahead);
        program.startOwnBroker();
        assertEverybodyIsThere(names);
        assertLongLease();
    }

    private void assertLongLease() throws Exception {
        JsonObject lease = caller.locks().get(path("long"));
        assertEquals(longToken, lease.integer("fencingToken"));
        Duration remaining = Duration.ofMillis(lease.integer("remainingMs"));
        Duration off = Duration.ofMinutes(10).minus(sinceLong.elapsed()).minus(remaining);
        assertTrue(off.abs().compareTo(Duration.ofSeconds(2)) < 0, () -> "remaining " + remaining + ", off by " + off);
        assertTrue(caller.stands(path("long"), longToken));
    }

    private void assertEverybodyIsThere(Set<String> names) throws Exception {
        Map<String, String> peers = caller.peers();
        assertEquals(names, peers.keySet());
        assertEquals(Set.of("active"), Set.copyOf(peers.values()), peers::toString);
    }

    private void awaitBeating(String what, Program.Condition condition) throws Exception {
        Program.await(what, () -> {
            caller.beat(holder, waiter, reader);
            return condition.holds();
        });
    }

    @Override
    public void close() throws IOException {
        caller.close();
        sessions.close();
        program.close();
    }
}
