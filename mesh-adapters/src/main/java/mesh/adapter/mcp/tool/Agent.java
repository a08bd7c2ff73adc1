package mesh.adapter.mcp.tool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;

/**
 * The agent on whose behalf tools are called. It takes part in the mesh from the first call that needs a peer (hosts
 * start servers only to look at them), beats its heart as long as it is open, and leaves when it is closed. Safe for use
 * by many threads.
 */
public final class Agent implements AutoCloseable {
    /** The project path of an agent that names none. */
    public static final String NO_PROJECT = "/";

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Supplier<Mesh> mesh;
    private final Supplier<Registration> identity;
    private final Workers workers;
    private final boolean admits;
    private final CopyOnWriteArrayList<Consumer<PeerId>> joinListeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock joining = new ReentrantLock();
    private final ReadMarks readMarks = new ReadMarks();
    private final AtomicReference<String> untoldHandle = new AtomicReference<>();
    private Registration registration;
    private volatile Registered registered;
    private volatile ScheduledFuture<?> heartbeat;
    private volatile boolean mayHoldLocks;
    private boolean closed;

    /**
     * @param mesh connects when it is first asked
     * @param identity is asked once, when the agent first takes part
     * @param admits whether each call has to be admitted here, because nobody between here and the mesh does
     */
    public Agent(Supplier<Mesh> mesh, Supplier<Registration> identity, Workers workers, boolean admits) {
        this.mesh = requireNonNull(mesh);
        this.identity = identity;
        this.workers = requireNonNull(workers);
        this.admits = admits;
    }

    /** Somebody who may look but takes no part: what needs a peer is refused. */
    public static Agent visitor(Supplier<Mesh> mesh, Workers workers) {
        return new Agent(mesh, null, workers, false);
    }

    public boolean isVisitor() {
        return identity == null;
    }

    public Mesh mesh() {
        return mesh.get();
    }

    Workers workers() {
        return workers;
    }

    Executor calls() {
        return workers.calls();
    }

    /** The agent's own id; registers where that was not done yet. */
    public PeerId id() {
        return peer().id();
    }

    /** The agent's own peer, as it was when it registered. */
    public Peer peer() {
        Registered known = registered;
        return known != null ? known.peer() : join().peer();
    }

    /** The agent's own peer; a visitor has none. */
    public Optional<Peer> peerIfAny() {
        return isVisitor() ? Optional.empty() : Optional.of(peer());
    }

    /** The agent's own peer, if it takes part already. */
    public Optional<Peer> known() {
        return Optional.ofNullable(registered).map(Registered::peer);
    }

    /** Tells {@code listener} each time the agent takes part under an id, and at once if it does already. */
    public void onJoin(Consumer<PeerId> listener) {
        joining.lock();
        try {
            joinListeners.add(listener);
            known().map(Peer::id).ifPresent(listener);
        } finally {
            joining.unlock();
        }
    }

    /** Tells {@code listener} no more. */
    public void forget(Consumer<PeerId> listener) {
        joinListeners.remove(listener);
    }

    /** Does what may block on a thread that may. */
    public <T> CompletableFuture<T> later(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, workers.calls());
    }

    /** This agent needs its handle to be known again, and does not have it yet. */
    public void isToBeToldItsHandle(String handle) {
        untoldHandle.set(handle);
    }

    /** The handle that the agent is to be told, once it takes part; only once. */
    Optional<String> takeUntoldHandle() {
        return registered == null ? Optional.empty() : Optional.ofNullable(untoldHandle.getAndSet(null));
    }

    private Registered join() {
        if (isVisitor())
            throw new InvalidInput(
                    "peer",
                    "is required here: a peer's handle, in _meta as slm-mesh/peer or in the header X-Mesh-Peer");
        joining.lock();
        try {
            if (closed) throw new MeshUnavailable(MeshUnavailable.Reason.SHUTTING_DOWN, "This session has ended.");
            if (registered == null) {
                if (registration == null) registration = identity.get();
                Registered fresh = mesh().peers().register(registration);
                mayHoldLocks = fresh.resumed();
                registered = fresh;
                startHeartbeat();
                joinListeners.forEach(listener -> listener.accept(fresh.peer().id()));
            }
            return registered;
        } finally {
            joining.unlock();
        }
    }

    /** Counts a call and passes if the agent may make it. @throws Refusal when it may not */
    void admit() {
        Registered known = registered;
        if (admits && known != null) mesh().peers().admit(known.peer().id(), Optional.of(known.token()), true);
    }

    /** Registers again where the mesh forgot this agent. @return whether it had, so that trying again makes sense */
    boolean rejoinIfForgotten() {
        Registered before = registered;
        if (before == null || mesh().peers().find(before.peer().id()).isPresent()) return false;
        joining.lock();
        try {
            if (registered == before) registered = null;
            join();
            return true;
        } finally {
            joining.unlock();
        }
    }

    private void startHeartbeat() {
        if (heartbeat != null) return;
        heartbeat = workers.timer()
                .scheduleWithFixedDelay(
                        () -> workers.calls().execute(this::beat),
                        HEARTBEAT.toMillis(),
                        HEARTBEAT.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            known().ifPresent(peer -> mesh().peers().heartbeat(peer.id()));
        } catch (Refusal.UnknownPeer e) {
            log().log(System.Logger.Level.DEBUG, "The mesh forgot this agent; registering again", e);
            rejoinQuietly();
        } catch (RuntimeException e) {
            log().log(System.Logger.Level.DEBUG, "No heartbeat now; the next one is due soon", e);
        }
    }

    private void rejoinQuietly() {
        try {
            rejoinIfForgotten();
        } catch (RuntimeException e) {
            log().log(System.Logger.Level.DEBUG, "Could not register again; the next heartbeat tries once more", e);
        }
    }

    ReadMarks readMarks() {
        return readMarks;
    }

    boolean mayHoldLocks() {
        return mayHoldLocks;
    }

    void tookLock() {
        mayHoldLocks = true;
    }

    /** Takes part as the peer of an earlier session with the same key. @return whether there was one; else it stays out */
    public boolean comeBack() {
        boolean resumed = join().resumed();
        if (!resumed) close();
        return resumed;
    }

    /** Stops without leaving: the same session will come back. */
    public void suspend() {
        joining.lock();
        try {
            closed = true;
            if (heartbeat != null) heartbeat.cancel(false);
            registered = null;
        } finally {
            joining.unlock();
        }
    }

    /** Leaves the mesh, if the agent ever took part. May block for as long as the mesh does. */
    @Override
    public void close() {
        joining.lock();
        try {
            closed = true;
            if (heartbeat != null) heartbeat.cancel(false);
            Registered known = registered;
            registered = null;
            if (known != null) mesh().peers().unregister(known.peer().id());
        } finally {
            joining.unlock();
        }
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(Agent.class.getName());
    }
}
