package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, whatever becomes of the broker. */
public class BrokerCrashIT {
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 150;

    @TempDir
    Path temporary;

    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final Map<String, Long> locked = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> tokens = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger counter = new AtomicInteger();
    private volatile boolean over;
    private volatile CountDownLatch serving = new CountDownLatch(0);

    /** How often the broker is killed. */
    protected int kills() {
        return 4;
    }

    @Test
    void killUnderLoadLosesNothingThatWasAcknowledged() throws Exception {
        underLoad(kills(), Program::kill);
    }

    @Test
    void stopUnderLoadLosesNothingThatWasAcknowledged() throws Exception {
        underLoad(2, (program, broker) -> {
            ProcessHandle.of(broker.pid()).orElseThrow().destroy();
            Program.await("the broker has stopped", Duration.ofSeconds(12), () -> !program.isRunning(broker));
        });
    }

    private interface End {
        void of(Program program, ProcessIdentity broker) throws Exception;
    }

    private void underLoad(int ends, End end) throws Exception {
        try (Program program = new Program(temporary, "SLM_MESH_STALE_MS", "600000", "SLM_MESH_DEAD_MS", "1200000")) {
            program.startBroker();
            String reader = program.register("reader");
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String writer = program.register("writer-" + i);
                Thread thread = new Thread(() -> write(program, writer, reader));
                thread.start();
                writers.add(thread);
            }
            for (int round = 0; round < ends; round++) {
                int enough = acknowledged.get() + ThreadLocalRandom.current().nextInt(ACKNOWLEDGED_BETWEEN_KILLS) + 20;
                Program.await("writes are acknowledged", () -> acknowledged.get() >= enough);
                ProcessIdentity broker = program.broker().orElseThrow();
                serving = new CountDownLatch(1);
                end.of(program, broker);
                assertTrue(program.startBroker().pid() != broker.pid());
                serving.countDown();
                checkLocks(program);
                checkState(program);
            }
            over = true;
            for (Thread thread : writers) thread.join();
            checkLocks(program);
            checkState(program);
            checkMessages(program, reader);
            assertEquals(tokens.size(), new HashSet<>(tokens).size(), "a fencing token was given twice");
            System.out.println("broker ended " + ends + " times, messages " + sent.size() + ", state changes "
                    + versions.values().stream().mapToLong(v -> v).sum() + ", locks " + tokens.size());
        }
    }

    /** Sends, sets and locks without end; what fails is tried again under another name. */
    private void write(Program program, String writer, String reader) {
        while (!over) {
            int number = counter.incrementAndGet();
            try {
                switch (number % 3) {
                    case 0 -> send(program, writer, reader, "message " + number);
                    case 1 -> set(program, writer, "key-" + writer);
                    default ->
                        lock(
                                program,
                                writer,
                                temporary.resolve("file-" + number).toString());
                }
                acknowledged.incrementAndGet();
            } catch (IOException | IllegalStateException e) {
                awaitServing(); // the broker is down: nothing was acknowledged
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void awaitServing() {
        try {
            if (!serving.await(2, TimeUnit.MINUTES)) over = true;
        } catch (InterruptedException e) {
            over = true;
        }
    }

    private void send(Program program, String writer, String reader, String text)
            throws IOException, InterruptedException {
        ok(program.post(
                "send",
                "{\"fromPeer\":\"" + writer + "\",\"toPeer\":\"" + reader + "\",\"payload\":\"" + text + "\"}"));
        sent.add(text);
    }

    private void set(Program program, String writer, String key) throws IOException, InterruptedException {
        JsonObject answer = ok(program.post(
                "state", "{\"action\":\"set\",\"peerId\":\"" + writer + "\",\"key\":\"" + key + "\",\"value\":\"v\"}"));
        versions.merge(key, answer.object("entry").integer("version"), Math::max);
    }

    private void lock(Program program, String writer, String file) throws IOException, InterruptedException {
        JsonObject answer = ok(program.post(
                "lock", "{\"action\":\"lock\",\"peerId\":\"" + writer + "\",\"filePath\":\"" + file + "\"}"));
        long token = answer.object("lock").integer("fencingToken");
        tokens.add(token);
        locked.put(file, token);
        if (ThreadLocalRandom.current().nextInt(10) == 0) return;
        locked.remove(file); // from here on nobody knows until the answer comes
        ok(program.post("lock", "{\"action\":\"unlock\",\"peerId\":\"" + writer + "\",\"filePath\":\"" + file + "\"}"));
    }

    private static JsonObject ok(Program.Reply reply) {
        if (reply.status() != 200) throw new IllegalStateException(reply.body().json());
        return reply.body();
    }

    private void checkLocks(Program program) throws Exception {
        Map<String, Long> expected = Map.copyOf(locked);
        Map<String, Long> found = new ConcurrentHashMap<>();
        for (JsonObject lock : program.call("lock", "{\"action\":\"query\"}").objects("locks"))
            found.put(lock.string("filePath"), lock.integer("fencingToken"));
        expected.forEach((file, token) -> {
            // One that is being released just now may be gone.
            if (locked.containsKey(file)) assertEquals(token, found.get(file), file);
        });
    }

    private void checkState(Program program) throws Exception {
        for (Map.Entry<String, Long> entry : Map.copyOf(versions).entrySet()) {
            long version = program.call("state", "{\"action\":\"get\",\"key\":\"" + entry.getKey() + "\"}")
                    .object("entry")
                    .integer("version");
            assertTrue(version >= entry.getValue(), entry + " but " + version);
        }
    }

    private void checkMessages(Program program, String reader) throws Exception {
        Set<String> found = new HashSet<>();
        JsonObject page;
        do {
            page = program.call("messages", "{\"peerId\":\"" + reader + "\",\"limit\":100}");
            for (JsonObject message : page.objects("messages"))
                assertTrue(found.add(message.string("payload")), "twice: " + message.json());
        } while (page.integer("remaining") > 0);
        Set<String> lost = new HashSet<>(sent);
        lost.removeAll(found);
        assertEquals(Set.of(), lost, "acknowledged, then lost");
    }
}
