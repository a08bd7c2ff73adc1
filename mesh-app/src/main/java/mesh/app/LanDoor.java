package mesh.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.SharedSecret;
import mesh.adapter.link.LinkServer;
import mesh.adapter.mdns.HubAnnouncement;
import mesh.adapter.websocket.HubIdentity;
import mesh.adapter.websocket.WebSocketServer;

/** The broker's door for other machines: the WebSocket port, and word of it on the network where it is open to that. */
final class LanDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LanDoor.class.getName());

    private final DataDirectory directory;
    private final WebSocketServer server;
    private final Optional<HubAnnouncement> announcement;

    private LanDoor(DataDirectory directory, WebSocketServer server, Optional<HubAnnouncement> announcement) {
        this.directory = directory;
        this.server = server;
        this.announcement = announcement;
    }

    /**
     * Opens the port.
     *
     * @return empty where it is for this machine alone, and taken: then it is missed by nobody
     * @throws IOException where it is to be open to others, and cannot
     */
    static Optional<LanDoor> open(BrokerConfig config, DataDirectory directory, LinkServer links, String machine)
            throws IOException {
        SharedSecret secret = SharedSecret.of(directory, config.sharedSecret());
        Supplier<SSLContext> tls = new OnceMade<>(() -> identity(directory).serverContext());
        InetSocketAddress address = new InetSocketAddress(config.host(), config.webSocketPort());
        WebSocketServer server;
        try {
            server = WebSocketServer.start(address, secret, tls, links, System::nanoTime);
        } catch (IOException e) {
            if (config.opensLan()) throw e;
            LOG.log(Level.WARNING, e.getMessage() + ". Programs on this machine do without it.");
            return Optional.empty();
        }
        int port = server.address().getPort();
        directory.write(directory.listening(), config.host() + " " + port + "\n");
        return Optional.of(new LanDoor(directory, server, announce(config, directory, machine, port)));
    }

    private static Optional<HubAnnouncement> announce(
            BrokerConfig config, DataDirectory directory, String machine, int port) throws IOException {
        if (!config.opensLan()) return Optional.empty();
        String fingerprint = identity(directory).pin().text();
        LOG.log(
                Level.INFO,
                "Open to other machines on {0}, port {1}, fingerprint {2}",
                config.host(),
                Integer.toString(port),
                fingerprint);
        if (!config.discovery()) return Optional.empty();
        InetAddress bound = InetAddress.getByName(config.host());
        Optional<InetAddress> on = bound.isAnyLocalAddress() ? LocalAddresses.primary() : Optional.of(bound);
        if (on.isEmpty()) LOG.log(Level.WARNING, "There is no network to announce the hub on");
        return on.map(address -> HubAnnouncement.start(address, machine, port, fingerprint, Version.text()));
    }

    /** The key and certificate of this directory, made now where there are none. */
    static HubIdentity identity(DataDirectory directory) throws IOException {
        Optional<String> kept = directory.read(directory.identity());
        if (kept.isPresent()) return HubIdentity.fromPem(kept.get());
        HubIdentity made = HubIdentity.make();
        directory.write(directory.identity(), made.toPem());
        return made;
    }

    @Override
    public void close() throws IOException {
        announcement.ifPresent(HubAnnouncement::close);
        server.close();
        Files.deleteIfExists(directory.listening());
    }

    /** Made when it is first asked for. What cannot be made is tried again the next time. */
    private static final class OnceMade<T> implements Supplier<T> {
        private final ReentrantLock lock = new ReentrantLock();
        private final Failures.Work<T> making;
        private T made;

        private OnceMade(Failures.Work<T> making) {
            this.making = making;
        }

        @Override
        public T get() {
            lock.lock();
            try {
                if (made == null) made = Failures.unchecked(making);
                return made;
            } finally {
                lock.unlock();
            }
        }
    }
}
