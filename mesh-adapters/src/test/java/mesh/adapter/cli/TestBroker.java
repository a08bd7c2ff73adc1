package mesh.adapter.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mesh.adapter.memory.MemoryPaths;
import mesh.adapter.memory.MemoryProcesses;
import mesh.adapter.memory.MemoryStore;
import mesh.adapter.superlocalmemory.SlmCommand;
import mesh.application.BrokerFacts;
import mesh.application.MeshServices;
import mesh.application.MeshSettings;
import mesh.domain.Refusal;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;
import mesh.port.out.MemoryBridge;
import mesh.port.out.StoreException;

/** The real use cases over the store in memory, without a socket; the broker around them is a few switches. */
final class TestBroker implements BrokerControl, AutoCloseable {
    static final long PID = 4711;

    private final MemoryStore store = new MemoryStore();
    private final MeshServices services;
    private final Path directory;
    final List<Path> leftovers = new ArrayList<>();
    final TestLan lan = new TestLan();
    boolean running = true;
    boolean reachable = true;
    boolean allowed = true;
    Optional<String> damage = Optional.empty();
    MemoryBridge memory = SlmCommand.find("");
    int tokens = 1;
    int starts;
    int connections;
    final TestHosts hosts = new TestHosts();

    TestBroker(Path directory) {
        this.directory = directory;
        services = MeshServices.on(store)
                .paths(new MemoryPaths("test", Optional.of(directory.toString())))
                .processes(new MemoryProcesses("test"))
                .peerKey(new byte[32])
                .settings(MeshSettings.DEFAULT.withoutRateLimit())
                .facts(new BrokerFacts("1.2.3", PID, () -> 7899, "broker"))
                .build();
    }

    Mesh mesh() {
        return services.mesh();
    }

    @Override
    public Connection connect() {
        if (!reachable)
            throw new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, "The broker did not start. See its log.");
        if (!allowed) throw new Refusal.Forbidden(directory + " belongs to somebody else.");
        running = true;
        connections++;
        return new Connection() {
            @Override
            public Mesh mesh() {
                return services.mesh();
            }

            @Override
            public void close() {
                connections--;
            }
        };
    }

    @Override
    public Optional<Connection> connectIfRunning() {
        return running ? Optional.of(connect()) : Optional.empty();
    }

    @Override
    public boolean start() {
        boolean started = !running;
        running = true;
        starts++;
        return started;
    }

    @Override
    public int runBroker() {
        return 0;
    }

    @Override
    public OptionalLong stop() {
        OptionalLong stopped = holder();
        running = false;
        return stopped;
    }

    @Override
    public Cleaned clean() {
        return running ? new Cleaned(List.of(), holder()) : new Cleaned(leftovers, OptionalLong.empty());
    }

    @Override
    public Optional<String> backup(Path file) {
        if (Files.exists(file)) throw new StoreException(file + " exists already", null);
        try {
            Files.writeString(file, "copy");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return damage();
    }

    @Override
    public Optional<String> damage() {
        return damage;
    }

    @Override
    public Cleaned moveDamagedAside() {
        if (running && damage.isPresent()) return new Cleaned(List.of(), holder());
        List<Path> moved = damage.isPresent() ? List.of(directory.resolve("mesh.db.damaged-1")) : List.of();
        damage = Optional.empty();
        return new Cleaned(moved, OptionalLong.empty());
    }

    @Override
    public void rotateToken() {
        tokens++;
    }

    @Override
    public LanControl lan() {
        return lan;
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public Path dataDirectory() {
        return directory;
    }

    @Override
    public Path tokenFile() {
        return directory.resolve("broker.token");
    }

    @Override
    public Path logFile() {
        return directory.resolve("broker.log");
    }

    @Override
    public List<String> launcher() {
        return List.of("slm-mesh");
    }

    @Override
    public OptionalLong holder() {
        return running ? OptionalLong.of(PID) : OptionalLong.empty();
    }

    @Override
    public String askVersion(Way way) {
        if (!running || !reachable)
            throw new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, "connection refused");
        return "1.2.3";
    }

    @Override
    public int runMcp() {
        return 42;
    }

    @Override
    public Benchmark benchmark() {
        throw new UnsupportedOperationException("nothing is measured in tests");
    }

    @Override
    public MemoryBridge memory() {
        return memory;
    }

    @Override
    public HostControl hosts() {
        return hosts;
    }

    @Override
    public void close() {
        services.close();
        store.close();
    }
}
