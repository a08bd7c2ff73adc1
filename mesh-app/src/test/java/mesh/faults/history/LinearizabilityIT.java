package mesh.faults.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import mesh.domain.peer.ProcessIdentity;
import mesh.faults.WallClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight clients change the same few entries and locks, while the broker is killed, stopped for a while, and (where
 * libfaketime is installed) its wall clock set. What they saw must be linearizable.
 */
class LinearizabilityIT {
    private static final int OPERATIONS = Integer.getInteger("slm.mesh.operations", 100_000);
    private static final int CLIENTS = 8;
    private static final int OBJECTS = 8;
    private static final int OPERATIONS_BETWEEN_FAULTS = 3_000;
    private static final List<Duration> CLOCKS =
            List.of(Duration.ZERO, Duration.ofMinutes(10), Duration.ofMinutes(-10), Duration.ofMinutes(20));

    @TempDir
    Path temporary;

    private final long seed = Long.getLong("slm.mesh.seed", System.nanoTime());
    private final List<RegisterHistory> entries =
            Stream.generate(RegisterHistory::new).limit(OBJECTS).toList();
    private final List<LockHistory> locks =
            Stream.generate(LockHistory::new).limit(OBJECTS).toList();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean over;
    private WallClock clock;

    @Test
    void whatClientsSawIsLinearizable() throws Exception {
        clock = new WallClock(temporary);
        Random random = new Random(seed);
        List<String> faults = new ArrayList<>();
        try (Program program = new Program(temporary, environment())) {
            program.startOwnBroker();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Client client = new Client(program, program.register("client-" + i), "c" + i, random.nextLong());
                Thread thread = new Thread(client, "client-" + i);
                thread.start();
                clients.add(thread);
            }
            try {
                while (done.get() < OPERATIONS) {
                    int enough = done.get() + OPERATIONS_BETWEEN_FAULTS;
                    Program.await("operations are done", () -> done.get() >= enough || failure.get() != null);
                    if (failure.get() != null) break;
                    faults.add(fault(program, random));
                }
            } finally {
                over = true;
                for (Thread client : clients) client.join();
            }
        }
        if (failure.get() != null) throw new AssertionError("seed " + seed, failure.get());
        List<String> violations = new ArrayList<>();
        int seen = 0;
        for (int i = 0; i < OBJECTS; i++) {
            violations.addAll(entries.get(i).violations());
            violations.addAll(locks.get(i).violations());
            seen += entries.get(i).size() + locks.get(i).size();
        }
        System.out.println("linearizability: seed " + seed + ", " + seen + " operations, faults " + faults);
        assertTrue(seen >= OPERATIONS, () -> "too few operations");
        assertEquals(
                List.of(),
                violations.subList(0, Math.min(5, violations.size())),
                () -> "seed " + seed + ", faults " + faults);
    }

    private String[] environment() {
        List<String> environment =
                new ArrayList<>(List.of("SLM_MESH_STALE_MS", "3600000", "SLM_MESH_DEAD_MS", "7200000"));
        if (WallClock.canBeSet()) environment.addAll(clock.environment());
        return environment.toArray(String[]::new);
    }

    /** Does the broker some harm. @return what */
    private String fault(Program program, Random random) throws Exception {
        ProcessIdentity broker = program.broker().orElseThrow();
        int kind = random.nextInt(WallClock.canBeSet() ? 4 : 3);
        if (kind < 2) {
            program.kill(broker);
            program.startOwnBroker();
            return "kill";
        }
        if (kind == 2) {
            Program.signal("STOP", broker.pid());
            LockSupport.parkNanos(300_000_000L + random.nextInt(700_000_000));
            Program.signal("CONT", broker.pid());
            return "pause";
        }
        Duration time = CLOCKS.get(random.nextInt(CLOCKS.size()));
        clock.set(time);
        return "clock " + time;
    }

    /** One who reads, changes, locks and releases without end, and writes down what it was told. */
    private final class Client implements Runnable {
        private final Program program;
        private final String peer;
        private final String name;
        private final Random random;
        private int counter;

        Client(Program program, String peer, String name, long seed) {
            this.program = program;
            this.peer = peer;
            this.name = name;
            this.random = new Random(seed);
        }

        @Override
        public void run() {
            try {
                while (!over) {
                    int object = random.nextInt(OBJECTS);
                    if (random.nextInt(3) == 0) lock(object);
                    else change(object);
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        }

        private void change(int object) throws InterruptedException {
            String key = "\"key\":\"k" + object + "\"";
            long start = System.nanoTime();
            Program.Reply read = post("state", "{\"action\":\"get\"," + key + "}");
            if (read == null) return;
            long seenAt = System.nanoTime();
            Optional<JsonObject> found = read.body().optObject("entry");
            long version = found.map(entry -> entry.integer("version")).orElse(0L);
            entries.get(object)
                    .read(
                            start,
                            seenAt,
                            version,
                            found.map(entry -> entry.string("value")).orElse(""));
            String value = name + "-" + counter++;
            start = System.nanoTime();
            Program.Reply answer = post(
                    "state",
                    "{\"action\":\"set\",\"peerId\":\"" + peer + "\"," + key + ",\"value\":\"" + value
                            + "\",\"ifVersion\":" + version + "}");
            long end = System.nanoTime();
            if (answer == null) {
                entries.get(object).mayHaveWritten(start, version + 1, value);
            } else if (answer.status() == 200) {
                JsonObject entry = answer.body().object("entry");
                entries.get(object).wrote(start, end, entry.integer("version"), value);
            } else {
                assertEquals("version_mismatch", answer.body().string("code"), answer.body()::json);
                JsonObject entry = answer.body().object("entry");
                entries.get(object).read(start, end, entry.integer("version"), entry.string("value"));
            }
        }

        private void lock(int object) throws InterruptedException {
            LockHistory history = locks.get(object);
            String path = "\"peerId\":\"" + peer + "\",\"filePath\":\"/shared/file-" + object + "\"";
            long start = System.nanoTime();
            Program.Reply answer = post("lock", "{\"action\":\"lock\",\"ttlMinutes\":60," + path + "}");
            long granted = System.nanoTime();
            if (answer != null && answer.status() != 200) {
                assertEquals("lock_held", answer.body().string("code"), answer.body()::json);
                history.refused(start, granted);
                return;
            }
            if (answer != null && random.nextInt(4) == 0) change(random.nextInt(OBJECTS));
            long releaseStart = System.nanoTime();
            Program.Reply released;
            do {
                released = post("lock", "{\"action\":\"unlock\"," + path + "}");
            } while (released == null && !over);
            long releaseEnd = released == null ? LockHistory.NEVER : System.nanoTime();
            if (answer == null) history.mayHaveHeld(start, releaseEnd);
            else {
                long token = answer.body().object("lock").integer("fencingToken");
                history.held(start, granted, token, releaseStart, releaseEnd);
            }
        }

        /** @return {@code null} where it is not known what was done */
        private Program.Reply post(String call, String body) throws InterruptedException {
            try {
                Program.Reply reply = program.post(call, body);
                done.incrementAndGet();
                return reply.status() >= 500 ? null : reply;
            } catch (IOException brokenOff) {
                LockSupport.parkNanos(2_000_000); // the broker is being started again
                return null;
            }
        }
    }
}
