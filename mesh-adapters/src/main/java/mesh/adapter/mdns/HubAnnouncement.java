package mesh.adapter.mdns;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.jmdns.ServiceInfo;

/**
 * Says on one interface of this machine that there is a hub, until it is closed. Works on a thread of its own, since
 * asking the network whether a name is free takes seconds. A network that cannot is no reason for a hub not to run.
 */
public final class HubAnnouncement implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HubAnnouncement.class.getName());
    private static final Duration LOOK_AFTER_CACHE = Duration.ofSeconds(1);
    /** The first goodbye goes out at once; the library repeats it for two seconds. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final InetAddress address;
    private final ServiceInfo service;
    private final String host;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private HubAnnouncement(InetAddress address, String host, ServiceInfo service) {
        this.address = address;
        this.host = host;
        this.service = service;
        this.thread = new Thread(this::announce, "mdns-announcement");
        thread.setDaemon(true);
    }

    /**
     * Starts to announce.
     *
     * @param address of the interface, and the one that is announced
     * @param machine what this machine is called
     */
    public static HubAnnouncement start(
            InetAddress address, String machine, int port, String fingerprint, String version) {
        ServiceInfo service = ServiceInfo.create(
                MulticastDns.SERVICE,
                machine,
                port,
                0,
                0,
                Map.of(HubSearch.FINGERPRINT, fingerprint, HubSearch.VERSION, version));
        HubAnnouncement announcement = new HubAnnouncement(address, "slm-mesh-" + machine, service);
        announcement.thread.start();
        return announcement;
    }

    private void announce() {
        try (MulticastDns network = new MulticastDns(address, host)) {
            network.library().registerService(service);
            LOG.log(Level.INFO, "Announced by mDNS on {0}", address.getHostAddress());
            while (!closing.await(LOOK_AFTER_CACHE.toMillis(), TimeUnit.MILLISECONDS)) network.bound();
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "The hub cannot be announced by mDNS on " + address.getHostAddress()
                            + "; other machines need its address",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
