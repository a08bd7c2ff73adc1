package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;

/** Peers of this very process, which call over HTTP, and what they see of the mesh. */
final class Caller implements AutoCloseable {
    /** A machine that is busy with other tests answers late. */
    static final Duration LATE = Duration.ofSeconds(4);

    private final Program program;
    private final ExecutorService waiting = Executors.newCachedThreadPool();

    Caller(Program program) {
        this.program = program;
    }

    /** What a call came to that may have waited, and how long it took. */
    record Ended(Program.Reply reply, Stopwatch stopwatch) {
        JsonObject lock() {
            assertEquals(200, reply.status(), reply.body()::json);
            return reply.body().object("lock");
        }
    }

    Program.Reply lock(String peer, String path, int minutes, int waitMillis) throws Exception {
        return program.post(
                "lock",
                "{\"action\":\"lock\",\"peerId\":\"" + peer + "\",\"filePath\":\"" + path + "\",\"ttlMinutes\":"
                        + minutes + ",\"waitMs\":" + waitMillis + "}");
    }

    /** @return the fencing token */
    long take(String peer, String path, int minutes) throws Exception {
        Program.Reply reply = lock(peer, path, minutes, 0);
        assertEquals(200, reply.status(), reply.body()::json);
        return reply.body().object("lock").integer("fencingToken");
    }

    Program.Reply renew(String peer, String path, long token) throws Exception {
        return program.post(
                "lock",
                "{\"action\":\"renew\",\"peerId\":\"" + peer + "\",\"filePath\":\"" + path + "\",\"ttlMinutes\":1,"
                        + "\"fencingToken\":" + token + "}");
    }

    boolean stands(String path, long token) throws Exception {
        return program.call(
                        "lock", "{\"action\":\"check\",\"filePath\":\"" + path + "\",\"fencingToken\":" + token + "}")
                .bool("current");
    }

    /** Waits for a lock on another thread, at most as long as a call may. */
    CompletableFuture<Ended> await(String peer, String path, int waitMillis) {
        return later(() -> lock(peer, path, 10, waitMillis));
    }

    /** The same, and once more where that was not enough. */
    CompletableFuture<Ended> awaitInTurn(String peer, String path) {
        return later(() -> {
            Program.Reply first = lock(peer, path, 10, 50_000);
            return first.status() == 200 ? first : lock(peer, path, 10, 50_000);
        });
    }

    CompletableFuture<Ended> awaitMail(String peer, int waitMillis) {
        return later(() -> inbox(peer, waitMillis));
    }

    /** Something that takes its time. */
    interface Call {
        Program.Reply make() throws Exception;
    }

    CompletableFuture<Ended> later(Call call) {
        Stopwatch stopwatch = new Stopwatch();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new Ended(call.make(), stopwatch);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                waiting);
    }

    void awaitWaiting(int calls) throws Exception {
        Program.await(calls + " calls wait", () -> program.metrics().contains("\nmesh_http_waiting " + calls + "\n"));
    }

    private Program.Reply inbox(String peer, int waitMillis) throws Exception {
        return program.post("messages", "{\"peerId\":\"" + peer + "\",\"waitMs\":" + waitMillis + "}");
    }

    List<String> unread(String peer) throws Exception {
        List<String> texts = new ArrayList<>();
        for (JsonObject message : program.call("messages", "{\"peerId\":\"" + peer + "\",\"peek\":true}")
                .objects("messages")) texts.add(message.string("payload"));
        return texts;
    }

    /** Reads what is unread, which marks it. */
    List<String> read(String peer) throws Exception {
        List<String> texts = new ArrayList<>();
        for (JsonObject message : inbox(peer, 0).body().objects("messages")) texts.add(message.string("payload"));
        return texts;
    }

    /** @return the message's id */
    String send(String from, String to, String text, String key) throws Exception {
        return program.call(
                        "send",
                        "{\"fromPeer\":\"" + from + "\",\"toPeer\":\"" + to + "\",\"payload\":\"" + text
                                + "\",\"idempotencyKey\":\"" + key + "\"}")
                .string("messageId");
    }

    void beat(String... peers) throws Exception {
        for (String peer : peers) {
            try {
                program.call("heartbeat", "{\"peerId\":\"" + peer + "\"}");
            } catch (IOException e) {
                return; // the connection was idle and ended just now; the next one will do
            }
        }
    }

    /** Status by name. */
    Map<String, String> peers() throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (JsonObject peer : program.call("peers", "{}").objects("peers"))
            found.put(peer.string("name"), peer.string("status"));
        return found;
    }

    /** By path. */
    Map<String, JsonObject> locks() throws Exception {
        Map<String, JsonObject> found = new TreeMap<>();
        for (JsonObject lock : program.call("lock", "{\"action\":\"query\"}").objects("locks"))
            found.put(lock.string("filePath"), lock);
        return found;
    }

    /** Types of all events so far, which must come in the order of their sequence. */
    List<String> events() throws Exception {
        List<String> types = new ArrayList<>();
        long last = 0;
        for (JsonObject event : program.call("events", "{\"action\":\"read\",\"since\":0,\"limit\":200}")
                .objects("events")) {
            long seq = event.integer("seq");
            long before = last;
            assertTrue(seq > before, () -> seq + " after " + before);
            last = seq;
            types.add(event.string("type"));
        }
        return types;
    }

    @Override
    public void close() {
        waiting.shutdownNow();
    }
}
