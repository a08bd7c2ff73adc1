package mesh.adapter.link;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.Caller;
import mesh.adapter.wire.Calls;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.domain.Notice;
import mesh.domain.event.EventQuery;
import mesh.domain.event.Sequence;
import mesh.port.in.Mesh;

/**
 * The broker's side of all links, whatever carries them: a carrier opens a session for each connection and feeds it.
 * Safe for use by many threads. To be closed before the carriers, which then send what is left to say.
 */
public final class LinkServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LinkServer.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    /** How long closing waits for calls that run. */
    private static final Duration DRAIN = Duration.ofSeconds(5);
    /** Calls of clients that do not wait for one answer before they make the next call. */
    private static final int MAX_PIPELINED = 32;

    private final Calls calls;
    private final Mesh mesh;
    private final String version;
    private final InstantSource clock;
    private final LongSupplier nanoTicker;
    private final LinkRegistry peers = new LinkRegistry();
    private final Set<LinkSession> sessions = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor pipelined;
    private final ScheduledFuture<?> ticking;
    /** Calls run under the read lock; who gets the write lock knows that none does. */
    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();

    private volatile boolean closing;
    private volatile Encoded lastPush;

    private record Encoded(Notice notice, byte[] frame) {}

    /**
     * @param clock stamps what is not stamped by what it tells of
     * @param nanoTicker monotonic, in nanoseconds
     * @param background runs the regular look at silent links, which takes no time
     */
    public LinkServer(
            Calls calls,
            Mesh mesh,
            String version,
            InstantSource clock,
            LongSupplier nanoTicker,
            ScheduledExecutorService background) {
        this.calls = requireNonNull(calls);
        this.mesh = requireNonNull(mesh);
        this.version = requireNonNull(version);
        this.clock = requireNonNull(clock);
        this.nanoTicker = requireNonNull(nanoTicker);
        // No queue: when all threads are busy, the connection's own thread makes the call and reads no further.
        this.pipelined = new ThreadPoolExecutor(
                0,
                MAX_PIPELINED,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> daemon("link-call", work),
                new ThreadPoolExecutor.CallerRunsPolicy());
        this.ticking =
                background.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Who has a link. */
    public LinkRegistry peers() {
        return peers;
    }

    /** How many links there are. */
    public int size() {
        return sessions.size();
    }

    /** Starts the session of a new connection. */
    public LinkSession open(FrameChannel channel) {
        LinkSession session = new LinkSession(this, channel);
        sessions.add(session);
        if (closing) session.goodbye(Bye.SHUTTING_DOWN, "The broker stops.");
        return session;
    }

    void forget(LinkSession session) {
        sessions.remove(session);
    }

    /** Looks after links that have been silent. */
    void tick() {
        for (LinkSession session : sessions) {
            try {
                session.tick();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A link could not be looked after", e);
            }
        }
    }

    CompletableFuture<Answer> call(String name, JsonObject body, Caller caller) {
        if (!running.readLock().tryLock()) return CompletableFuture.completedFuture(shuttingDown());
        try {
            return closing ? CompletableFuture.completedFuture(shuttingDown()) : calls.call(name, body, caller);
        } finally {
            running.readLock().unlock();
        }
    }

    static Answer shuttingDown() {
        return ErrorJson.answer(ErrorCode.SHUTTING_DOWN, "The broker stops. Try again in a moment.");
    }

    /** Runs {@code work} on another thread, or on this one when there are enough. */
    void execute(Runnable work) {
        try {
            pipelined.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "A call came while the broker stops", e);
        }
    }

    Mesh mesh() {
        return mesh;
    }

    String version() {
        return version;
    }

    long nanos() {
        return nanoTicker.getAsLong();
    }

    /** The newest sequence there is. */
    Sequence latest() {
        Optional<Sequence> end = Optional.of(new Sequence(Long.MAX_VALUE));
        return mesh.events()
                .read(new EventQuery(Set.of(), end, Optional.empty(), 1))
                .cursor();
    }

    /** The frame for a notice; those who are told of the same one after each other share it. */
    byte[] push(Notice notice) {
        Encoded last = lastPush;
        if (last == null || last.notice != notice) lastPush = last = new Encoded(notice, Frames.push(notice));
        return last.frame;
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private void announceShutdown() {
        try {
            byte[] frame = Frames.shutdown(latest(), clock.instant());
            for (LinkSession session : sessions) session.announceShutdown(frame);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The clients could not be told that the broker stops", e);
        }
    }

    /** Tells every client that the broker stops, lets running calls end, and ends the links. */
    @Override
    public void close() {
        closing = true;
        ticking.cancel(false);
        announceShutdown();
        try {
            if (running.writeLock().tryLock(DRAIN.toMillis(), TimeUnit.MILLISECONDS))
                running.writeLock().unlock();
            else LOG.log(Level.WARNING, "Calls still run; the links end without their answers");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (LinkSession session : sessions) session.goodbye(Bye.SHUTTING_DOWN, "The broker stops.");
        pipelined.shutdown();
    }
}
