package mesh.adapter.uds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import mesh.adapter.link.Bye;
import mesh.adapter.link.Frames;
import mesh.adapter.link.LinkServer;

/** Serves the link on a UNIX domain socket that only its owner may use, with one thread for each connection. */
public final class UdsServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UdsServer.class.getName());
    /** What fits into {@code sockaddr_un} everywhere, with its closing zero. */
    static final int MAX_PATH_BYTES = 106;

    static final int MAX_CONNECTIONS = 1_024;
    private static final int BACKLOG = 256;
    /** How long to wait when the process has no file descriptor left for a connection. */
    private static final Duration RETRY_ACCEPT = Duration.ofMillis(200);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(6);

    private final Path socket;
    private final LinkServer links;
    private final ServerSocketChannel listener;
    private final Object fileKey;
    private final UserPrincipal owner;
    private final Set<UdsConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private UdsServer(Path socket, LinkServer links, ServerSocketChannel listener) throws IOException {
        this.socket = socket;
        this.links = links;
        this.listener = listener;
        this.fileKey = attributes(socket).fileKey();
        this.owner = Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Starts to serve. Only whoever holds the data directory's lock may call this: a socket that is there is taken to be
     * left over, and is replaced.
     *
     * @param socket in a directory that nobody else can enter, at most {@value #MAX_PATH_BYTES} bytes long
     */
    public static UdsServer start(Path socket, LinkServer links) throws IOException {
        int bytes = socket.toString().getBytes(UTF_8).length;
        if (bytes > MAX_PATH_BYTES)
            throw new IOException("The path of a socket must have at most " + MAX_PATH_BYTES + " bytes; " + socket
                    + " has " + bytes + ". Choose a data directory with a shorter path.");
        removeLeftOver(socket);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            Files.setPosixFilePermissions(
                    socket, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            UdsServer server = new UdsServer(socket, links, listener);
            server.launch("uds-accept", server::accept);
            return server;
        } catch (IOException | RuntimeException e) {
            Sockets.close(listener);
            throw e;
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void removeLeftOver(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) return;
        if (!attributes(socket).isOther())
            throw new IOException(socket + " is in the way: it is not a socket. Look what it is, and remove it.");
        Files.delete(socket);
    }

    private void accept() {
        Level level = Level.WARNING;
        while (listener.isOpen()) {
            try {
                serve(listener.accept());
                level = Level.WARNING;
            } catch (ClosedChannelException e) {
                LOG.log(Level.DEBUG, "No more connections are taken", e);
                return;
            } catch (IOException e) {
                LOG.log(level, "A connection could not be taken: " + e.getMessage());
                level = Level.DEBUG; // said once, until one is taken again
                if (awaitClosed(RETRY_ACCEPT)) return;
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        if (!isOwners(channel)) {
            LOG.log(Level.WARNING, "A connection from another user's process was refused");
            Sockets.close(channel);
        } else if (connections.size() >= MAX_CONNECTIONS) {
            refuse(channel);
        } else {
            UdsConnection connection = new UdsConnection(channel, links);
            connections.add(connection);
            try {
                launch("uds-link", () -> {
                    try {
                        connection.run();
                    } finally {
                        connections.remove(connection);
                    }
                });
            } catch (OutOfMemoryError e) { // the way in which the JDK says that there can be no more threads
                connections.remove(connection);
                connection.end();
                throw new IOException("no thread can be started for it", e);
            }
        }
    }

    private boolean isOwners(SocketChannel channel) {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) return true;
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "It could not be seen whose process connects", e);
            return false;
        }
    }

    private static void refuse(SocketChannel channel) throws IOException {
        try (channel) {
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(Frames.bye(
                    Bye.TOO_MANY_LINKS, "The broker has " + MAX_CONNECTIONS + " links, as many as it takes.")));
        }
    }

    private void launch(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            threads.remove(thread);
            throw e;
        }
    }

    private boolean awaitClosed(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Takes no more connections, and waits a while for the links that their {@link LinkServer} has ended. */
    @Override
    public void close() {
        closed.countDown();
        Sockets.close(listener);
        long deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
        try {
            for (Thread thread : threads)
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(UdsConnection::close);
        removeSocket();
    }

    /** Removes the socket unless it is no longer the one that was made here. */
    private void removeSocket() {
        try {
            if (attributes(socket).fileKey().equals(fileKey)) Files.delete(socket);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The socket was gone already", e);
        }
    }
}
