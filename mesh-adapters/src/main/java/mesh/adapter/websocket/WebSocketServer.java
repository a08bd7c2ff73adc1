package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import mesh.adapter.link.LinkServer;

/**
 * Serves the link to other machines: WebSocket over TLS, with the shared secret as the ticket. Programs on this machine
 * may come without TLS.
 */
public final class WebSocketServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WebSocketServer.class.getName());

    static final int MAX_CONNECTIONS = 256;
    /** Of those that have not become a WebSocket yet. One more, and the oldest of them has to go. */
    static final int MAX_ARRIVING = 128;
    /** From the connection to the end of the request's head, TLS included. */
    static final Duration ARRIVE_WITHIN = Duration.ofSeconds(5);

    private static final int BACKLOG = 128;
    private static final Duration LOOK_AFTER_SECRET = Duration.ofMillis(250);
    /** How long to wait when the process has no file descriptor left for a connection. */
    private static final Duration RETRY_ACCEPT = Duration.ofMillis(200);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(6);

    private final ServerSocket listener;
    private final Door door;
    private final Supplier<SSLContext> tls;
    private final Conversation.Opening opening;
    private final ScheduledThreadPoolExecutor timer;
    private final Arrivals arrivals = new Arrivals(MAX_ARRIVING);
    private final Semaphore seats = new Semaphore(MAX_CONNECTIONS);
    private final Set<WebSocketConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private WebSocketServer(ServerSocket listener, Door door, Supplier<SSLContext> tls, Conversation.Opening opening) {
        this.listener = listener;
        this.door = requireNonNull(door);
        this.tls = requireNonNull(tls);
        this.opening = requireNonNull(opening);
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "websocket-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.scheduleWithFixedDelay(
                this::expelWhoMustGo,
                LOOK_AFTER_SECRET.toMillis(),
                LOOK_AFTER_SECRET.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Starts to serve.
     *
     * @param secret asked at each arrival, and four times a second for those who are there
     * @param tls asked when somebody comes with TLS
     * @param nanoTicker monotonic, in nanoseconds
     * @throws IOException where the address cannot be bound
     */
    public static WebSocketServer start(
            InetSocketAddress address,
            Supplier<String> secret,
            Supplier<SSLContext> tls,
            LinkServer links,
            LongSupplier nanoTicker)
            throws IOException {
        return start(
                address,
                new SecretDoor(secret, nanoTicker),
                tls,
                connection -> new LinkConversation(links.open(connection)));
    }

    static WebSocketServer start(
            InetSocketAddress address, Door door, Supplier<SSLContext> tls, Conversation.Opening opening)
            throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw new IOException(
                    "The WebSocket port " + address.getPort() + " cannot be opened on " + address.getHostString() + ": "
                            + e.getMessage(),
                    e);
        }
        WebSocketServer server = new WebSocketServer(listener, door, tls, opening);
        server.launch("websocket-accept", server::accept);
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** How many WebSockets there are. */
    public int size() {
        return connections.size();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                arrive(listener.accept());
            } catch (IOException e) {
                if (listener.isClosed()) return;
                LOG.log(Level.WARNING, "A connection could not be taken: " + e.getMessage());
                if (awaitClosed(RETRY_ACCEPT)) return;
            }
        }
    }

    private void arrive(Socket tcp) throws IOException {
        try {
            Transport transport = new Transport(tcp, timer);
            transport.closeAfter(ARRIVE_WITHIN);
            arrivals.add(transport);
            launch("websocket-read", () -> {
                try {
                    serve(transport);
                } finally {
                    arrivals.remove(transport);
                    transport.close();
                }
            });
        } catch (SocketException e) {
            LOG.log(Level.DEBUG, "A connection was gone before it was taken", e);
            tcp.close();
        } catch (OutOfMemoryError e) { // the way in which the JDK says that there can be no more threads
            tcp.close();
            throw new IOException("no thread can be started for it", e);
        }
    }

    private void serve(Transport transport) {
        try {
            boolean secured = transport.secure(tls);
            ByteSource source = new ByteSource(transport.input());
            try {
                BooleanSupplier welcome = upgrade(transport, source, secured);
                stay(transport, source, welcome);
            } catch (UpgradeRefused e) {
                refuse(transport, source, e);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A connection from " + transport + " did not become a WebSocket", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A connection from " + transport + " could not be served", e);
        }
    }

    /** @return whether the guest may still stay */
    private BooleanSupplier upgrade(Transport transport, ByteSource source, boolean secured)
            throws IOException, InterruptedException {
        UpgradeRequest request = UpgradeRequest.read(source);
        if (!secured && !transport.from().isLoopbackAddress())
            throw UpgradeRefused.malformed("From another machine this port speaks TLS only (wss).");
        BooleanSupplier welcome = door.admit(request, transport.from());
        String accept = request.accept();
        if (!seats.tryAcquire())
            throw UpgradeRefused.busy("The hub has " + MAX_CONNECTIONS + " WebSockets, as many as it takes.");
        try {
            transport.output().write(switching(accept));
        } catch (IOException e) {
            seats.release();
            throw e;
        }
        return welcome;
    }

    private static byte[] switching(String accept) {
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    private static void refuse(Transport transport, ByteSource source, UpgradeRefused why) throws IOException {
        transport.output().write(why.response());
        transport.shutdownOutput();
        source.drain();
    }

    private void stay(Transport transport, ByteSource source, BooleanSupplier welcome) {
        WebSocketConnection connection = null;
        try {
            transport.keepOpen();
            arrivals.remove(transport);
            connection = new WebSocketConnection(transport, welcome, opening);
            connections.add(connection);
            launch("websocket-write", connection::write);
            connection.run(source);
        } finally {
            if (connection != null) connections.remove(connection);
            seats.release();
        }
    }

    private void expelWhoMustGo() {
        for (WebSocketConnection connection : connections) {
            try {
                connection.expelUnlessWelcome();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "It could not be seen whether a guest may stay", e);
            }
        }
    }

    private void launch(String name, Runnable work) {
        Thread thread = Threads.start(name, () -> {
            try {
                work.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        if (!thread.isAlive()) threads.remove(thread);
    }

    private boolean awaitClosed(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Lets nobody in any more, and waits a while for the links that their {@link LinkServer} has ended. */
    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing failed", e);
        }
        arrivals.close();
        for (WebSocketConnection connection : connections) connection.startClose(CloseCode.GOING_AWAY, "");
        long deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
        try {
            for (Thread thread : threads)
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(WebSocketConnection::close);
        timer.shutdownNow();
    }
}
