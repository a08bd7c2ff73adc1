package mesh.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import mesh.adapter.memory.MemoryPaths;
import mesh.adapter.memory.MemoryProcesses;
import mesh.adapter.memory.MemoryStore;
import mesh.application.MeshClock;
import mesh.application.MeshServices;
import mesh.application.MeshSettings;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import mesh.port.out.MeshStore;

/** A whole mesh in memory whose clocks and processes the test moves. */
public final class TestMesh implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration ROUND = Duration.ofSeconds(2);

    public final MemoryProcesses processes = new MemoryProcesses("here");
    private final AtomicLong monotonicNanos = new AtomicLong();
    private final AtomicLong wallShiftNanos = new AtomicLong();
    private MeshClock clock;
    private final MeshStore store;
    private final MeshSettings settings;
    private MeshServices services;

    public TestMesh() {
        this(new MemoryStore(), MeshSettings.DEFAULT.withoutRateLimit());
    }

    public TestMesh(MeshStore store, MeshSettings settings) {
        this.store = store;
        this.settings = settings;
        restart();
    }

    /** New services on the same store, as after a restart of the broker. */
    public void restart() {
        restart(Duration.ZERO);
    }

    /** The same, with the wall clock set meanwhile. */
    public void restart(Duration shift) {
        if (services != null) services.close();
        wallShiftNanos.addAndGet(shift.toNanos());
        clock = new MeshClock(() -> START.plusNanos(monotonicNanos.get() + wallShiftNanos.get()), monotonicNanos::get);
        services = MeshServices.on(store)
                .paths(new MemoryPaths("here", Optional.of("/repo")))
                .processes(processes)
                .peerKey(new byte[32])
                .clock(clock)
                .settings(settings)
                .build();
    }

    public Mesh mesh() {
        return services.mesh();
    }

    public MeshServices services() {
        return services;
    }

    public MeshStore store() {
        return store;
    }

    /** Time passes on all clocks, and the housekeeping has its rounds. */
    public void pass(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(ROUND))
            standStill(left.compareTo(ROUND) < 0 ? left : ROUND);
    }

    /** Time passes on all clocks, and only then the housekeeping has a round. */
    public void standStill(Duration time) {
        monotonicNanos.addAndGet(time.toNanos());
        services.tick();
    }

    /** The wall clock alone jumps, and the housekeeping has its round. */
    public void jump(Duration shift) {
        wallShiftNanos.addAndGet(shift.toNanos());
        services.tick();
    }

    public Instant now() {
        return clock.instant();
    }

    /** A peer of this name in {@code /repo} that lives by its heartbeats. */
    public PeerId join(String name) {
        return register(name, Optional.empty(), false).peer().id();
    }

    public Registered register(String name, Optional<String> sessionKey, boolean authenticated) {
        return mesh().peers()
                .register(new Registration(
                        4242,
                        "/repo",
                        Optional.of("/repo"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        AgentType.CLAUDE_CODE,
                        Optional.of(new PeerName(name)),
                        Optional.empty(),
                        sessionKey,
                        authenticated));
    }

    @Override
    public void close() {
        services.close();
        store.close();
    }
}
