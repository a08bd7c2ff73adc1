package mesh.app;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mesh.adapter.files.BrokerToken;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.InstanceLock;
import mesh.adapter.files.LocalPaths;
import mesh.adapter.files.Secrets;
import mesh.adapter.host.hook.HookDesk;
import mesh.adapter.host.hook.HookGuest;
import mesh.adapter.host.hook.Recollections;
import mesh.adapter.host.relay.HookRelay;
import mesh.adapter.host.relay.HookSocket;
import mesh.adapter.http.HttpApi;
import mesh.adapter.link.LinkServer;
import mesh.adapter.mcp.McpHttp;
import mesh.adapter.process.LocalProcesses;
import mesh.adapter.uds.UdsServer;
import mesh.adapter.udspush.PeerSocketPush;
import mesh.adapter.wire.Calls;
import mesh.application.BrokerFacts;
import mesh.application.MeshClock;
import mesh.application.MeshServices;
import mesh.port.in.Mesh;
import mesh.port.out.MemoryBridge;
import mesh.port.out.MeshStore;

/**
 * One running broker: the composition root. What it is made of is closed in reverse order, so that nothing is cut off
 * from what it stands on. Several may run in one process, each with its own data directory.
 */
final class Broker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Broker.class.getName());
    private static final long LOOK_AROUND_MILLIS = 250;

    private final BrokerConfig config;
    private final Brought brought;
    private final DataDirectory directory;
    private final LocalProcesses processes = new LocalProcesses();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch stop = new CountDownLatch(1);

    private InstanceLock lock;
    private MeshServices services;
    private LinkServer links;
    private volatile HttpApi http;
    private McpHttp mcp;
    private int ownFollowers;

    private Broker(BrokerConfig config, Brought brought) {
        this.config = config;
        this.brought = brought;
        this.directory = DataDirectory.at(config.directory());
    }

    /**
     * Starts the broker of a data directory; empty where it has one already, in whatever process.
     *
     * @throws IOException where the directory, a port or a socket cannot be used
     */
    static Optional<Broker> start(BrokerConfig config) throws IOException {
        return start(config, Brought.NOTHING);
    }

    /** The same with what the program around it brings along. */
    static Optional<Broker> start(BrokerConfig config, Brought brought) throws IOException {
        Broker broker = new Broker(config, brought);
        broker.directory.prepare();
        Optional<InstanceLock> lock = InstanceLock.toRun(broker.directory, broker.processes.self());
        if (lock.isEmpty()) return Optional.empty();
        broker.lock = broker.own(lock.get());
        try {
            broker.compose();
            return Optional.of(broker);
        } catch (IOException | RuntimeException | Error e) {
            broker.close();
            throw e;
        }
    }

    /** The port file comes last and goes first: while it is there, so is everything else. */
    private void compose() throws IOException {
        String version = Version.text();
        long pid = processes.self().pid();
        directory.removeLeftovers();
        own(() -> ifStanding(directory::removeLeftovers));
        MeshStore store = own(Stores.open(config.store(), directory));
        MemoryBridge memory = brought.memory().orElseGet(() -> own(Memories.open(config)));
        services = own(MeshServices.on(store)
                .memory(memory)
                .clock(new MeshClock(brought.clock(), System::nanoTime))
                .paths(new LocalPaths(processes.host()))
                .processes(processes)
                .peerKey(Secrets.peerKey(directory))
                .settings(config.mesh())
                .facts(new BrokerFacts(version, pid, this::port, "broker"))
                .build());
        Threads threads = own(new Threads());
        McpHttp agents = new McpHttp(mesh(), McpProcess::project, version);
        HookDesk hooks = BrokerHooks.desk(mesh(), directory, pid, own(new Recollections(memory)));
        HttpApi.Builder api = HttpApi.of(mesh())
                .token(BrokerToken.of(directory))
                .mount(HookGuest.PATH, new HookGuest(hooks), HookToken.of(directory), HookGuest.MAX_BODY_BYTES)
                .port(config.port())
                .mount("/mcp", agents);
        brought.threads().ifPresent(api::threads);
        http = own(api.start());
        mcp = own(agents); // before its carrier, which then sends what is left to say
        Calls calls = new Calls(mesh(), brought.threads().orElse(threads.waiters()));
        links = new LinkServer(calls, mesh(), version, brought.clock(), System::nanoTime, threads.timer());
        own(UdsServer.start(directory.socket(), links));
        LanDoor.open(config, directory, links, processes.host()).ifPresent(this::own);
        own(links); // before its carrier, which then sends what is left to say
        own(HookSocket.start(directory.folder().resolve(HookRelay.SOCKET), hooks, threads.timer()));
        own(new PeerSocketPush(mesh(), processes.host(), directory.peers()).start());
        ownFollowers = services.followers();
        services.start();
        directory.write(directory.pid(), pid + "\n");
        directory.write(directory.port(), port() + "\n");
        own(() -> ifStanding(() -> Files.deleteIfExists(directory.port())));
        LOG.log(Level.INFO, "Started: version {0}, pid {1}, port {2}", version, "" + pid, "" + port());
    }

    /** Tidies up, unless the folder is not ours any more: it may be another broker's by now. */
    private void ifStanding(Callable<?> tidying) throws Exception {
        if (lock.isStanding()) tidying.call();
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    Mesh mesh() {
        return services.mesh();
    }

    /** Of the HTTP API; 0 before it serves. */
    int port() {
        HttpApi api = http;
        return api == null ? 0 : api.port();
    }

    /** Makes {@link #awaitEnd} return. Can be called by any thread, more than once. */
    void requestStop() {
        stop.countDown();
    }

    /**
     * Returns when somebody asked for the end, when nobody has used this broker for the idle time, or when its folder was
     * taken from under it.
     */
    void awaitEnd() throws InterruptedException {
        long idleNanos = config.idleTimeout().toNanos();
        long usedAt = System.nanoTime();
        while (!stop.await(LOOK_AROUND_MILLIS, TimeUnit.MILLISECONDS)) {
            if (!lock.isStanding()) {
                LOG.log(Level.WARNING, "{0} was removed: stopping", lock.file());
                return;
            }
            if (isUsed()) usedAt = System.nanoTime();
            else if (idleNanos > 0 && System.nanoTime() - usedAt >= idleNanos) {
                LOG.log(Level.INFO, "Nobody was here for {0}: stopping", config.idleTimeout());
                return;
            }
        }
    }

    private boolean isUsed() {
        return services.livingPeers() > 0
                || services.followers() > ownFollowers
                || links.size() > 0
                || mcp.clients() > 0;
    }

    /** Finishes what was begun, and gives everything back. Closing twice is no error. */
    @Override
    public void close() {
        boolean running = !parts.isEmpty();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.log(Level.ERROR, "A part of the broker could not be closed; the others are", e);
            }
        }
        if (running) LOG.log(Level.INFO, "Stopped");
    }
}
