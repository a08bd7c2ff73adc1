package mesh.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mesh.adapter.memory.MemoryPaths;
import mesh.adapter.memory.MemoryProcesses;
import mesh.adapter.memory.MemoryStore;
import mesh.adapter.sqlite.SqliteStore;
import mesh.application.MeshClock;
import mesh.application.MeshServices;
import mesh.application.MeshSettings;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.Lease;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.Liveness;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.port.out.MeshStore;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random histories of acquire, wait, give up, renew, release, time passing, leaving, dying and restarting, held against
 * {@link LockModel} after every step, on both stores.
 */
class LockInvariantsTest {
    private static final int PEERS = 4;
    private static final List<String> PATHS = List.of("/r/a", "/r/b", "/r/d", "/r/d/", "/r/d/x", "/r/d/y/", "/r/");

    /** One step of a history. {@code choice} picks among what is there at that time. */
    record Step(Kind kind, int peer, List<String> paths, boolean shared, int minutes, int choice) {}

    enum Kind {
        ACQUIRE,
        WAIT,
        GIVE_UP,
        RENEW,
        RELEASE,
        PASS,
        LEAVE,
        DIE,
        RESTART
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(6, Kind.ACQUIRE),
                Tuple.of(8, Kind.WAIT),
                Tuple.of(2, Kind.GIVE_UP),
                Tuple.of(2, Kind.RENEW),
                Tuple.of(6, Kind.RELEASE),
                Tuple.of(3, Kind.PASS),
                Tuple.of(1, Kind.LEAVE),
                Tuple.of(1, Kind.DIE),
                Tuple.of(1, Kind.RESTART));
        Arbitrary<List<String>> paths =
                Arbitraries.of(PATHS).list().ofMinSize(1).ofMaxSize(3).uniqueElements();
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, PEERS - 1),
                        paths,
                        Arbitraries.of(true, false, false),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 1_000))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void locksInMemoryDoWhatTheModelDoes(@ForAll("histories") List<Step> history) {
        try (MeshStore store = new MemoryStore()) {
            new Run(() -> store, false).play(history);
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void locksInSqliteDoWhatTheModelDoes(@ForAll("histories") List<Step> history) throws IOException {
        Path directory = Files.createTempDirectory("lock-invariants");
        try {
            new Run(() -> SqliteStore.open(directory.resolve("mesh.db")), true).play(history);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
            }
        }
    }

    /** A mesh and its model, side by side. */
    private static final class Run {
        private final Supplier<MeshStore> open;
        private final boolean reopens;
        private final AtomicLong nanos = new AtomicLong();
        private final MeshClock clock =
                new MeshClock(() -> Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos.get()), nanos::get);
        private final LockModel model = new LockModel();
        private final PeerId[] ids = new PeerId[PEERS];
        private final Map<Integer, CompletableFuture<LockOutcome>> waits = new HashMap<>();
        private final MemoryProcesses processes = new MemoryProcesses("here");
        private final Map<Long, Long> modelToken = new HashMap<>();
        private MeshStore store;
        private MeshServices services;
        private int lastTicket;

        Run(Supplier<MeshStore> open, boolean reopens) {
            this.open = open;
            this.reopens = reopens;
        }

        void play(List<Step> history) {
            start();
            try {
                for (int peer = 0; peer < PEERS; peer++) register(peer);
                for (Step step : history) {
                    play(step);
                    compare(step);
                }
            } finally {
                services.close();
                store.close();
            }
        }

        private void start() {
            store = open.get();
            Duration forEver = Duration.ofDays(365);
            services = MeshServices.on(store)
                    .paths(new MemoryPaths("here"))
                    .processes(processes)
                    .peerKey(new byte[32])
                    .clock(clock)
                    .settings(new MeshSettings(
                            new Liveness(forEver, forEver),
                            Lease.ofMinutes(10),
                            0,
                            Duration.ofSeconds(10),
                            forEver,
                            forEver,
                            forEver))
                    .build();
        }

        private void register(int peer) {
            processes.started(100 + peer);
            ids[peer] = services.mesh()
                    .peers()
                    .register(new Registration(
                            100 + peer,
                            "/r",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            AgentType.UNKNOWN,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of("session-" + peer),
                            false))
                    .peer()
                    .id();
        }

        private void play(Step step) {
            switch (step.kind) {
                case ACQUIRE -> acquire(step, false);
                case WAIT -> acquire(step, true);
                case GIVE_UP -> giveUp(step);
                case RENEW -> renew(step);
                case RELEASE -> release(step);
                case PASS -> {
                    nanos.addAndGet(TimeUnit.MINUTES.toNanos(step.minutes));
                    services.tick();
                    model.pass(step.minutes);
                }
                case LEAVE -> {
                    services.mesh().peers().unregister(ids[step.peer]);
                    gone(step.peer);
                }
                case DIE -> {
                    processes.ended(100 + step.peer);
                    services.tick();
                    gone(step.peer);
                }
                case RESTART -> restart();
            }
        }

        private void gone(int peer) {
            for (LockModel.Claim claim : List.copyOf(model.queue))
                if (claim.peer() == peer) {
                    CompletableFuture<LockOutcome> wait = waits.remove(claim.ticket());
                    assertTrue(
                            wait.handle((outcome, failure) -> failure != null)
                                    .orTimeout(10, TimeUnit.SECONDS)
                                    .join(),
                            "a wait of a peer that left must fail");
                }
            model.leave(peer);
            register(peer);
        }

        private void restart() {
            if (!reopens) return;
            services.close();
            store.close();
            waits.clear();
            model.restart();
            start();
        }

        private void acquire(Step step, boolean mayWait) {
            LockModel.Claim claim = new LockModel.Claim(++lastTicket, step.peer, step.paths, step.shared, step.minutes);
            LockModel.Answer expected = model.acquire(claim, mayWait);
            List<LockTarget> targets = new ArrayList<>();
            for (String path : step.paths) targets.add(LockTarget.of(path));
            CompletableFuture<LockOutcome> answer = services.mesh()
                    .locks()
                    .acquire(
                            new AcquireLock(
                                    ids[step.peer],
                                    targets,
                                    step.shared ? LockMode.SHARED : LockMode.EXCLUSIVE,
                                    "",
                                    Optional.of(Lease.ofMinutes(step.minutes))),
                            mayWait ? Duration.ofSeconds(50) : Duration.ZERO);
            if (expected == LockModel.Answer.WAITING) {
                assertFalse(answer.isDone(), step + " should wait");
                waits.put(claim.ticket(), answer);
                return;
            }
            assertTrue(answer.isDone(), step + " should be answered at once: " + expected);
            LockModel.Answer actual = answer.join()
                    .match(
                            granted -> LockModel.Answer.GRANTED,
                            held -> LockModel.Answer.HELD,
                            deadlock -> LockModel.Answer.DEADLOCK);
            assertEquals(expected, actual, step.toString());
        }

        private void giveUp(Step step) {
            if (model.queue.isEmpty()) return;
            int ticket = model.queue.get(step.choice % model.queue.size()).ticket();
            assertTrue(waits.remove(ticket).cancel(true));
            model.giveUp(ticket);
        }

        private void renew(Step step) {
            String path = step.paths.get(0);
            boolean expected = model.renew(step.peer, path, step.minutes);
            HolderOutcome outcome = services.mesh()
                    .locks()
                    .renew(new RenewLock(
                            ids[step.peer],
                            List.of(LockTarget.of(path)),
                            Optional.of(Lease.ofMinutes(step.minutes)),
                            Optional.empty()));
            assertEquals(expected, outcome instanceof HolderOutcome.Done, step.toString());
        }

        private void release(Step step) {
            String path = step.paths.get(0);
            boolean expected = model.release(step.peer, path);
            HolderOutcome outcome = services.mesh().locks().release(ReleaseLock.of(ids[step.peer], path));
            assertEquals(expected, outcome instanceof HolderOutcome.Done, step.toString());
        }

        /** What is held, by whom, in which mode, until when, under which grant; and who was granted meanwhile. */
        private void compare(Step step) {
            for (int ticket : model.grantedTickets) {
                LockOutcome outcome =
                        waits.remove(ticket).orTimeout(10, TimeUnit.SECONDS).join();
                assertTrue(outcome instanceof LockOutcome.Granted, step + " should grant " + ticket);
            }
            model.grantedTickets.clear();
            Map<String, String> expected = new TreeMap<>();
            for (LockModel.Lease lease : model.leases)
                expected.put(
                        lease.path() + " " + ids[lease.peer()],
                        (lease.shared() ? "shared" : "exclusive") + " until minute " + lease.expiresAt());
            await(step, expected);
            for (CompletableFuture<LockOutcome> wait : waits.values())
                assertFalse(wait.isDone(), step + " granted more than the model");
        }

        private void await(Step step, Map<String, String> expected) {
            // A wait that was given up leaves the queue on a background thread; all else is settled already.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            Map<String, String> actual = held();
            while (!actual.equals(expected) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
                actual = held();
            }
            assertEquals(expected, actual, "after " + step);
        }

        private Map<String, String> held() {
            Map<String, String> held = new TreeMap<>();
            for (HeldLock lock : services.mesh().locks().list(LockQuery.ALL)) {
                long minute = Duration.between(
                                Instant.parse("2026-01-01T00:00:00Z"),
                                lock.lock().expiresAt())
                        .toMinutes();
                held.put(
                        lock.lock().path().text() + " " + lock.lock().holder(),
                        lock.lock().mode().wireName() + " until minute " + minute);
                checkToken(lock);
            }
            return held;
        }

        /** A grant keeps its token for life, and a newer grant has a greater one. */
        private void checkToken(HeldLock lock) {
            long actual = lock.lock().token().value();
            int peer = List.of(ids).indexOf(lock.lock().holder());
            for (LockModel.Lease lease : model.leases) {
                if (lease.peer() != peer
                        || !lease.path().equals(lock.lock().path().text())) continue;
                Long known = modelToken.putIfAbsent(lease.token(), actual);
                if (known != null) assertEquals(known, actual, "a renewed lease keeps its token");
                else assertTrue(isInOrder(lease.token(), actual), "tokens grow with every grant");
            }
        }

        private boolean isInOrder(long modelGrant, long actual) {
            return modelToken.entrySet().stream()
                    .filter(e -> e.getKey() != modelGrant)
                    .allMatch(e -> (e.getKey() < modelGrant) == (e.getValue() < actual));
        }
    }
}
