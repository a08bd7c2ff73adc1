package mesh.adapter.http;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import mesh.adapter.wire.HttpGuest;
import mesh.port.in.Mesh;

/**
 * The mesh over HTTP on the loopback interface, running. Closing it ends waits and streams with an answer, lets what is
 * being answered finish for a while, and gives the port back.
 */
public final class HttpApi implements AutoCloseable {
    /** A port that is taken leads to the next one, up to this many further. */
    public static final int NEXT_PORTS = 10;

    private static final Logger LOG = System.getLogger(HttpApi.class.getName());
    private static final int BACKLOG = 256;
    private static final Duration MAX_DRAIN = Duration.ofSeconds(5);
    private static final Duration STREAM_HEARTBEAT = Duration.ofSeconds(15);

    private final HttpServer server;
    private final Optional<ExecutorService> ownThreads;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(HttpApi::timerThread);
    private final InFlight inFlight = new InFlight();
    private final CallRoutes calls;
    private final StreamRoute streams;

    private HttpApi(Builder from, HttpServer bound) {
        server = bound;
        ownThreads = from.threads == null ? Optional.of(RequestThreads.open()) : Optional.empty();
        Executor threads = ownThreads.isPresent() ? ownThreads.get() : from.threads;
        Replies replies = new Replies(new WriteWatch(timer, from.maxWrite));
        CallMetrics metrics = new CallMetrics();
        Attendance attendance = new Attendance(from.attendsAll());
        Guard guard = new Guard(port(), from.token);
        calls = new CallRoutes(from.mesh, threads, replies, metrics, inFlight, attendance);
        streams = new StreamRoute(from.mesh.events(), replies, from.heartbeat, guard::isWelcome);
        Routes routes = new Routes();
        calls.addTo(routes);
        routes.get("/events/stream", streams);
        routes.get("/metrics", new MetricsRoute(from.mesh.status(), metrics, calls, streams, replies));
        from.guests.forEach((path, guest) -> routes.mount(
                path, new GuestRoute(guest, replies, inFlight, attendance, guard::isWelcome, Requests.MAX_BODY_BYTES)));
        from.strangers.forEach((path, stranger) -> routes.mount(
                path,
                stranger.token,
                new GuestRoute(stranger.guest, replies, inFlight, attendance, any -> true, stranger.maxBodyBytes)));
        server.createContext("/", new FrontDoor(guard, routes, replies, metrics, inFlight));
        server.setExecutor(threads);
        server.start();
    }

    /** Makes a server that serves nothing, so that the JDK's classes for one are there when it counts. */
    public static void prepare() throws IOException {
        ServerProperties.apply(RequestThreads.areVirtual());
        HttpServer.create().stop(0);
    }

    /** Starts to say what the API serves and how. */
    public static Builder of(Mesh mesh) {
        return new Builder(mesh);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        inFlight.close();
        streams.close();
        calls.close();
        if (!drain()) LOG.log(Level.WARNING, "Some requests were still being answered when the HTTP API closed");
        server.stop(0);
        ownThreads.ifPresent(ExecutorService::shutdownNow);
        timer.shutdownNow();
    }

    private boolean drain() {
        try {
            return inFlight.awaitNone(MAX_DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static HttpServer bind(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        int last = port == 0 ? 0 : Math.min(port + NEXT_PORTS, 65_535);
        for (int candidate = port; ; candidate++) {
            try {
                return HttpServer.create(new InetSocketAddress(loopback, candidate), BACKLOG);
            } catch (BindException e) {
                if (candidate == last)
                    throw new IOException(
                            "No port from " + port + " to " + last
                                    + " is free on 127.0.0.1: choose another with SLM_MESH_PORT",
                            e);
            }
        }
    }

    private static Thread timerThread(Runnable work) {
        Thread thread = new Thread(work, "mesh-http-timer");
        thread.setDaemon(true);
        return thread;
    }

    /** A guest whose callers do not know the broker's token. */
    private record Stranger(HttpGuest guest, Supplier<String> token, int maxBodyBytes) {}

    /** What the API serves and how. */
    public static final class Builder {
        private final Mesh mesh;
        private final Map<String, HttpGuest> guests = new LinkedHashMap<>();
        private final Map<String, Stranger> strangers = new LinkedHashMap<>();
        private Supplier<String> token;
        private Executor threads;
        private int port;
        private Duration heartbeat = STREAM_HEARTBEAT;
        private Duration maxWrite = WriteWatch.MAX_WRITE;

        private Builder(Mesh mesh) {
            this.mesh = requireNonNull(mesh);
        }

        /** What callers must show; asked for at each request, so that it can be replaced. */
        public Builder token(Supplier<String> current) {
            token = requireNonNull(current);
            return this;
        }

        /** The port to begin with; 0, the default, takes any free one. */
        public Builder port(int first) {
            port = first;
            return this;
        }

        /** Serves on the caller's threads, which stay open; each request that runs and each stream holds one. */
        public Builder threads(Executor callers) {
            threads = requireNonNull(callers);
            return this;
        }

        /** Serves {@code guest} at {@code path}, and below it where it ends in a slash. */
        public Builder mount(String path, HttpGuest guest) {
            guests.put(path, requireNonNull(guest));
            return this;
        }

        /**
         * Serves {@code guest} at {@code path}, and below it where it ends in a slash, to callers who show a token of its
         * own, which opens nothing else.
         */
        public Builder mount(String path, HttpGuest guest, Supplier<String> ownToken, int maxBodyBytes) {
            strangers.put(path, new Stranger(guest, ownToken, maxBodyBytes));
            return this;
        }

        /** How often a silent event stream says that it is still there. */
        Builder heartbeat(Duration every) {
            heartbeat = every;
            return this;
        }

        /** How long a client may take to read what is written to it. */
        Builder maxWrite(Duration limit) {
            maxWrite = limit;
            return this;
        }

        /** Whether a thread can stay with each call that waits. */
        private boolean attendsAll() {
            return threads == null && RequestThreads.areVirtual();
        }

        /** @throws IOException when no port is free */
        public HttpApi start() throws IOException {
            requireNonNull(token, "token");
            ServerProperties.apply(attendsAll());
            return new HttpApi(this, bind(port));
        }
    }
}
