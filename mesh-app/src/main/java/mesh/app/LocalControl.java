package mesh.app;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.cli.Benchmark;
import mesh.adapter.cli.BrokerControl;
import mesh.adapter.cli.HostControl;
import mesh.adapter.cli.LanControl;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.Connector;
import mesh.adapter.client.Elsewhere;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.files.BrokerToken;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.InstanceLock;
import mesh.adapter.files.LocalPaths;
import mesh.adapter.files.SharedSecret;
import mesh.adapter.link.FrameStream;
import mesh.adapter.process.LocalProcesses;
import mesh.adapter.sqlite.SqliteStore;
import mesh.app.bench.Bench;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.peer.ProcessIdentity;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;
import mesh.port.out.MemoryBridge;
import mesh.port.out.StoreException;

/** The broker of the data directory that the environment names, for the commands of this process. */
final class LocalControl implements BrokerControl {
    /** A broker drains for up to 5 s, and then closes its parts. */
    private static final long STOP_SECONDS = 20;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Map<String, String> environment;
    private BrokerConfig config;
    private LocalProcesses processes;

    LocalControl(Map<String, String> environment) {
        this.environment = environment;
    }

    private BrokerConfig config() {
        if (config == null) config = BrokerConfig.from(environment);
        return config;
    }

    DataDirectory directory() {
        return DataDirectory.at(config().directory());
    }

    private LocalProcesses processes() {
        if (processes == null) processes = new LocalProcesses();
        return processes;
    }

    /** The hub that this machine works with instead of a broker of its own. */
    private Optional<Hub> hub() {
        return Failures.unchecked(() -> Hub.chosen(config(), directory()));
    }

    /** What this machine is called in the mesh that it takes part in. */
    String machine() {
        return hub().flatMap(Hub::machine).orElseGet(processes()::host);
    }

    /** Whether the broker is this machine's own, so that one is started where none runs. */
    boolean startsBrokers() {
        return mayStart() && hub().isEmpty();
    }

    private boolean mayStart() {
        return config().role() != BrokerConfig.Role.CLIENT;
    }

    private BrokerStarter starter() {
        if (!mayStart())
            throw new InvalidInput(BrokerConfig.ROLE, "must not be \"client\" where a broker is to be started");
        Optional<Hub> hub = hub();
        if (hub.isPresent())
            throw new Refusal.Forbidden("This machine works with the hub at "
                    + hub.get().place() + " and starts no broker of its own. To have one again: slm-mesh join --leave");
        return new BrokerStarter(directory(), processes(), environment);
    }

    LocalConnector connector() {
        return new LocalConnector(directory(), mayStart() ? Optional.of(starter()) : Optional.empty());
    }

    // --- Reach it ---

    @Override
    public Connection connect() {
        return linked(remote(settings()));
    }

    @Override
    public Optional<Connection> connectIfRunning() {
        if (hub().isPresent()) return Optional.of(connect());
        LocalConnector connector = new LocalConnector(directory(), Optional.empty());
        return Failures.unchecked(connector::attempt)
                .map(first -> linked(new RemoteMesh(connector.beginningWith(first), settings())));
    }

    /** The hub's mesh, or that of this machine's broker, which is started where none runs. To be closed. */
    RemoteMesh remote(ClientSettings settings) {
        Optional<Hub> hub = hub();
        if (hub.isPresent()) {
            Elsewhere here = new Elsewhere(machine(), new LocalPaths(machine()));
            Connector connector = new HubConnector(config(), directory(), hub.get(), machine());
            return new RemoteMesh(connector, settings.withElsewhere(here));
        }
        LocalConnector here = connector();
        Connector connector = () -> {
            if (mayStart()) starter(); // unless a hub was joined since
            return here.connect();
        };
        return new RemoteMesh(connector, settings);
    }

    private Linked linked(RemoteMesh remote) {
        Mesh mesh = remote.mesh();
        return new Linked(remote, hub().isPresent() ? new HubStatus(mesh.status()).within(mesh) : mesh);
    }

    private ClientSettings settings() {
        return ClientSettings.of("slm-mesh").withHeartbeat(config().heartbeat());
    }

    /** A mesh at the other end of a link. */
    private record Linked(RemoteMesh remote, Mesh mesh) implements Connection {

        @Override
        public void close() {
            remote.close();
        }
    }

    // --- Start and stop it ---

    @Override
    public boolean start() {
        LocalConnector connector = connector();
        return Failures.unchecked(() -> {
            BrokerStarter.Reached<FrameStream> reached = starter().reach(connector::attempt);
            reached.connection().close();
            return reached.started();
        });
    }

    @Override
    public int runBroker() {
        starter();
        boolean ran = Failures.unchecked(() -> new BrokerProcess(config(), connector()::attempt).run());
        if (!ran) System.err.println("slm-mesh: " + directory().folder() + " has a broker already.");
        return 0;
    }

    @Override
    public OptionalLong stop() {
        Optional<ProcessIdentity> found = Failures.unchecked(() -> BrokerStarter.holder(directory(), processes()));
        if (found.isEmpty()) return OptionalLong.empty();
        ProcessIdentity broker = found.get();
        ProcessHandle.of(broker.pid()).ifPresent(ProcessHandle::destroy); // SIGTERM
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (processes().isRunning(broker)) {
            if (System.nanoTime() - end > 0)
                throw new MeshUnavailable(
                        MeshUnavailable.Reason.NOT_REACHABLE,
                        "Process " + broker.pid() + " was asked to stop and did not within " + STOP_SECONDS
                                + " s. Look at " + logFile() + ", then end it: kill -9 " + broker.pid());
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return OptionalLong.of(broker.pid());
    }

    @Override
    public Cleaned clean() {
        DataDirectory directory = directory();
        if (!Files.exists(directory.folder())) return new Cleaned(List.of(), OptionalLong.empty());
        return Failures.unchecked(() -> {
            directory.check();
            try (InstanceLock lock =
                    InstanceLock.toRun(directory, processes().self()).orElse(null)) {
                if (lock == null) return new Cleaned(List.of(), OptionalLong.of(holder().orElse(0)));
                List<Path> removed = new ArrayList<>(directory.removeLeftovers());
                removed.addAll(directory.removePeerSockets());
                removed.addAll(directory.removeArchives());
                return new Cleaned(removed, OptionalLong.empty());
            }
        });
    }

    // --- Look after its data ---

    @Override
    public Optional<String> backup(Path file) {
        if (!hasSqlite())
            throw new StoreException(
                    "Only the sqlite store can be backed up from here; use the tools of your database.", null);
        return SqliteStore.copy(database(), file);
    }

    @Override
    public Optional<String> damage() {
        return hasSqlite() && Files.exists(directory().database()) ? SqliteStore.damage(database()) : Optional.empty();
    }

    @Override
    public Cleaned moveDamagedAside() {
        Optional<String> damage = damage();
        DataDirectory directory = directory();
        if (damage.isEmpty()) return new Cleaned(List.of(), OptionalLong.empty());
        return Failures.unchecked(() -> {
            try (InstanceLock lock =
                    InstanceLock.toRun(directory, processes().self()).orElse(null)) {
                return lock == null
                        ? new Cleaned(List.of(), OptionalLong.of(holder().orElse(0)))
                        : new Cleaned(directory.moveDatabaseAside(Instant.now()), OptionalLong.empty());
            }
        });
    }

    private boolean hasSqlite() {
        return config().store().equals(BrokerConfig.SQLITE);
    }

    /** The database, once SQLite is ready for it. */
    private Path database() {
        DataDirectory directory = directory();
        Failures.unchecked(() -> {
            directory.check();
            return null;
        });
        if (Files.isWritable(directory.folder())) SqliteStore.unpackNativeLibraryIn(directory.folder());
        return directory.database();
    }

    @Override
    public void rotateToken() {
        Failures.unchecked(() -> {
            BrokerToken.rotate(directory().prepare());
            SharedSecret.rotate(directory());
            return null;
        });
    }

    // --- Other machines ---

    @Override
    public LanControl lan() {
        return new LocalLan(config(), this, processes().host());
    }

    // --- Facts ---

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public Path dataDirectory() {
        return directory().folder();
    }

    @Override
    public Path tokenFile() {
        return directory().token();
    }

    @Override
    public Path logFile() {
        return directory().log();
    }

    @Override
    public List<String> launcher() {
        return BrokerStarter.launcher();
    }

    @Override
    public OptionalLong holder() {
        return Failures.unchecked(() -> BrokerStarter.holder(directory(), processes()))
                .map(process -> OptionalLong.of(process.pid()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public String askVersion(Way way) {
        return switch (way) {
            case HUB, SOCKET -> {
                try (Connection connection = connectIfRunning().orElseThrow(this::notRunning)) {
                    yield connection.mesh().status().report().version();
                }
            }
            case HTTP -> new HealthQuestion(directory()).version();
        };
    }

    private MeshUnavailable notRunning() {
        return new MeshUnavailable(
                MeshUnavailable.Reason.NOT_REACHABLE,
                "Nobody listens on " + directory().socket());
    }

    // --- The other face of the program ---

    @Override
    public int runMcp() {
        try (McpProcess session = new McpProcess(directory(), environment, this::connect)) {
            session.run(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
            return 0;
        } catch (IOException e) {
            System.err.println("slm-mesh: standard input cannot be read: " + e.getMessage());
            return 1;
        }
    }

    @Override
    public Benchmark benchmark() {
        return new Bench(launcher(), environment, version());
    }

    @Override
    public MemoryBridge memory() {
        return Memories.open(config());
    }

    @Override
    public HostControl hosts() {
        return new LocalHosts(environment, this);
    }
}
