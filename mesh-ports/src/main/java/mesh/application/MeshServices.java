package mesh.application;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import mesh.domain.Notice;
import mesh.domain.state.StateEntry;
import mesh.port.in.Mesh;
import mesh.port.out.MemoryBridge;
import mesh.port.out.MeshStore;
import mesh.port.out.PathResolver;
import mesh.port.out.ProcessProbe;

/**
 * A running mesh: the use cases over a store. Closing it ends its housekeeping and its threads; the store stays the
 * caller's. Safe for use by many threads.
 */
public final class MeshServices implements AutoCloseable {
    private static final int BACKGROUND_THREADS = 2;

    private final Mesh mesh;
    private final Housekeeping housekeeping;
    private final Presence presence;
    private final Fanout fanout;
    private final boolean hasMemory;
    private final ScheduledExecutorService background;

    private MeshServices(Builder from) {
        background = newBackground();
        Ids ids = from.ids == null ? Ids.secure(from.clock) : from.ids;
        presence = new Presence(from.settings);
        fanout = new Fanout();
        hasMemory = from.memory.isPresent();
        Peers peers = new Peers(from.processes.host(), from.clock.instant());
        Journal journal = new Journal(ids);
        LockPaths lockPaths = new LockPaths(peers, presence, from.paths, from.processes.host());
        LeaseBook book = new LeaseBook(journal);
        LockWaits waits = new LockWaits(from.store, from.clock, peers, book, background);
        LockService locks = new LockService(from.store, from.clock, peers, lockPaths, from.settings, book, waits);
        EventService events = new EventService(from.store, from.clock, peers, journal, fanout);
        PeerService registry = new PeerService(
                from.store,
                from.clock,
                ids,
                peers,
                presence,
                new PeerTokens(from.peerKey),
                journal,
                from.paths,
                from.processes,
                from.settings,
                locks,
                events::forget);
        mesh = new Mesh(
                registry,
                new MessageService(from.store, from.clock, ids, peers, journal, fanout, background),
                new StateService(
                        from.store,
                        from.clock,
                        peers,
                        journal,
                        from.memory
                                .<Consumer<StateEntry>>map(memory -> memory::state)
                                .orElse(entry -> {})),
                locks,
                events,
                new StatusService(from.facts, from.store, from.clock, presence, from.settings));
        housekeeping = new Housekeeping(from.store, from.clock, presence, registry, locks, from.settings);
        from.memory.ifPresent(memory -> fanout.follow(notice -> true, notice -> tell(memory, notice)));
        from.store.onCommit(fanout::publish);
        registry.recall();
    }

    private static void tell(MemoryBridge memory, Notice notice) {
        if (notice instanceof Notice.OfMessage of) memory.message(of.message());
        else memory.event(((Notice.OfEvent) notice).event());
    }

    private static ScheduledExecutorService newBackground() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(BACKGROUND_THREADS, work -> {
            Thread thread = new Thread(work, "mesh-background");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    public Mesh mesh() {
        return mesh;
    }

    /** Starts the housekeeping; without it nothing ends by itself. */
    public MeshServices start() {
        housekeeping.start(background);
        return this;
    }

    /** One round of housekeeping now, for tests that move the clock themselves. */
    public void tick() {
        housekeeping.round();
    }

    /** Forgets what is old, as the housekeeping does now and then. */
    public void prune() {
        housekeeping.prune();
    }

    /** Peers that are there. */
    public int livingPeers() {
        return presence.size();
    }

    /** Links, streams and waiting calls that follow what happens. */
    public int followers() {
        return fanout.size() - (hasMemory ? 1 : 0);
    }

    @Override
    public void close() {
        background.shutdownNow();
    }

    /** Collects what a mesh needs. */
    public static Builder on(MeshStore store) {
        return new Builder(store);
    }

    /** What a mesh needs: a store, paths, processes and a key; the rest has defaults. */
    public static final class Builder {
        private final MeshStore store;
        private PathResolver paths;
        private ProcessProbe processes;
        private byte[] peerKey;
        private MeshClock clock = MeshClock.system();
        private Ids ids;
        private MeshSettings settings = MeshSettings.DEFAULT;
        private BrokerFacts facts = BrokerFacts.embedded();
        private Optional<MemoryBridge> memory = Optional.empty();

        private Builder(MeshStore store) {
            this.store = requireNonNull(store);
        }

        public Builder paths(PathResolver resolver) {
            paths = requireNonNull(resolver);
            return this;
        }

        public Builder processes(ProcessProbe probe) {
            processes = requireNonNull(probe);
            return this;
        }

        /** Signs the peers' tokens: at least 16 random bytes, the same after a restart. */
        public Builder peerKey(byte[] key) {
            peerKey = key.clone();
            return this;
        }

        public Builder clock(MeshClock meshClock) {
            clock = requireNonNull(meshClock);
            return this;
        }

        /** Where ids and names come from; unguessable ones by default. */
        public Builder ids(Ids source) {
            ids = requireNonNull(source);
            return this;
        }

        public Builder settings(MeshSettings chosen) {
            settings = requireNonNull(chosen);
            return this;
        }

        public Builder facts(BrokerFacts known) {
            facts = requireNonNull(known);
            return this;
        }

        /** Is told what happens, where it is available; stays the caller's to close. */
        public Builder memory(MemoryBridge bridge) {
            memory = Optional.of(bridge).filter(MemoryBridge::available);
            return this;
        }

        public MeshServices build() {
            requireNonNull(paths, "paths");
            requireNonNull(processes, "processes");
            requireNonNull(peerKey, "peerKey");
            return new MeshServices(this);
        }
    }
}
