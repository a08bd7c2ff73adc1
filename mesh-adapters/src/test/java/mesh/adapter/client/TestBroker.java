package mesh.adapter.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import mesh.adapter.files.LocalPaths;
import mesh.adapter.link.LinkServer;
import mesh.adapter.memory.MemoryStore;
import mesh.adapter.process.LocalProcesses;
import mesh.adapter.uds.UdsServer;
import mesh.adapter.uds.UdsStream;
import mesh.adapter.wire.Calls;
import mesh.application.MeshClock;
import mesh.application.MeshServices;
import mesh.application.MeshSettings;
import mesh.port.in.Mesh;
import mesh.port.out.MeshStore;

/** A broker with a socket in a folder of its own, which can be stopped and started again, and clients of it. */
public final class TestBroker implements AutoCloseable {
    private static final byte[] KEY = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Path folder;
    private final MeshSettings settings;
    private final LocalProcesses processes = new LocalProcesses();
    private final List<AutoCloseable> clients = new CopyOnWriteArrayList<>();
    private final List<UdsStream> streams = new CopyOnWriteArrayList<>();
    private MeshStore store;
    private MeshServices services;
    private ScheduledExecutorService background;
    private LinkServer links;
    private UdsServer server;

    public TestBroker() {
        this(MeshSettings.DEFAULT.withoutRateLimit());
    }

    public TestBroker(MeshSettings settings) {
        this(settings, new MemoryStore());
    }

    /** @param store stays the caller's */
    public TestBroker(MeshSettings settings, MeshStore store) {
        this.settings = settings;
        this.store = store;
        try {
            this.folder = Files.createTempDirectory("mesh");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    public void start() {
        // Whole milliseconds, as on the wire: so what comes from outside equals what comes from inside.
        MeshClock clock = new MeshClock(
                () -> Instant.now().truncatedTo(ChronoUnit.MILLIS), () -> System.nanoTime() / 1_000_000 * 1_000_000);
        services = MeshServices.on(store)
                .paths(new LocalPaths(processes.host()))
                .processes(processes)
                .peerKey(KEY)
                .clock(clock)
                .settings(settings)
                .build();
        background = Executors.newScheduledThreadPool(2);
        links = new LinkServer(
                new Calls(services.mesh(), background), services.mesh(), "test", clock, System::nanoTime, background);
        try {
            server = UdsServer.start(socket(), links);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        links.close();
        server.close();
        services.close();
        background.shutdownNow();
    }

    /** Another broker in the same place, which knows nothing of the one before. */
    public void forgetEverything() {
        store = new MemoryStore();
    }

    public Path socket() {
        return folder.resolve("broker.sock");
    }

    public Mesh inside() {
        return services.mesh();
    }

    public MeshServices services() {
        return services;
    }

    public LinkServer links() {
        return links;
    }

    public Connector connector() {
        return () -> {
            UdsStream stream = UdsStream.connect(socket());
            streams.add(stream);
            return stream;
        };
    }

    /** Cuts every connection that was made with {@link #connector}. */
    public void cutAll() {
        for (UdsStream stream : streams) {
            streams.remove(stream);
            stream.close();
        }
    }

    public RemoteMesh client() {
        return client(ClientSettings.of("test").withPatience(Duration.ofSeconds(20)));
    }

    public RemoteMesh client(ClientSettings chosen) {
        RemoteMesh client = new RemoteMesh(connector(), chosen);
        clients.add(client);
        return client;
    }

    public RawLink raw() throws IOException {
        RawLink raw = new RawLink(UdsStream.connect(socket()));
        clients.add(raw);
        return raw;
    }

    @Override
    public void close() {
        for (AutoCloseable client : new ArrayList<>(clients)) {
            try {
                client.close();
            } catch (Exception e) {
                throw new AssertionError("A client does not close", e);
            }
        }
        stop();
        try {
            Files.deleteIfExists(socket());
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
