package mesh.adapter.mcp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mesh.adapter.memory.MemoryPaths;
import mesh.adapter.memory.MemoryProcesses;
import mesh.adapter.memory.MemoryStore;
import mesh.application.MeshClock;
import mesh.application.MeshServices;
import mesh.application.MeshSettings;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;

/** A real mesh in memory, and peers that are not under test. */
public final class TestMesh implements AutoCloseable {
    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    private final AtomicLong passed = new AtomicLong();
    private final MeshServices services = MeshServices.on(new MemoryStore())
            .paths(new MemoryPaths("box"))
            .processes(new MemoryProcesses("box"))
            .peerKey(KEY)
            .settings(MeshSettings.DEFAULT.withoutRateLimit())
            .clock(new MeshClock(InstantSource.system(), () -> System.nanoTime() + passed.get()))
            .build();

    public Mesh mesh() {
        return services.mesh();
    }

    public PeerId join(String name) {
        Registration plain = Registration.of(4711, "/shop/" + name);
        return mesh().peers()
                .register(new Registration(
                        plain.pid(),
                        plain.projectPath(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        plain.agentType(),
                        Optional.of(new PeerName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        false))
                .peer()
                .id();
    }

    public String send(PeerId from, PeerId to, String text) {
        SendOutcome outcome = mesh().messages().send(SendMessage.text(from, new Recipient.One(to.value()), text));
        return ((SendOutcome.Sent) outcome).messages().get(0).id().value();
    }

    public List<LivePeer> peers() {
        return mesh().peers().list(PeerQuery.EVERYONE);
    }

    /** Waits and follows that are under way. */
    public int followers() {
        return services.followers();
    }

    /** Moves the mesh's clock on. Nothing ends by itself here, as there is no housekeeping. */
    public void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    public void awaitFollower() {
        await(() -> followers() > 0);
    }

    public void awaitNoFollower() {
        await(() -> followers() == 0);
    }

    /** Lets peers of this name and more come until {@code noticed}. @return the first */
    public PeerId joinUntil(String name, BooleanSupplier noticed) {
        PeerId first = join(name);
        int[] more = {0};
        await(() -> {
            if (!noticed.getAsBoolean()) join(name + more[0]++);
            return noticed.getAsBoolean();
        });
        return first;
    }

    public static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("waited too long");
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Surroundings of a server process that nothing tells about its host. */
    public static Surroundings surroundings() {
        return new Surroundings(() -> 4712, Map.of(), "/shop/project", List::of, Project::at);
    }

    @Override
    public void close() {
        services.close();
    }
}
