package mesh.adapter.mdns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/** Looks for hubs on the network of one interface. */
public final class HubSearch {
    /** More hubs than that are not listed. */
    public static final int MAX_HUBS = 64;

    static final String FINGERPRINT = "fingerprint";
    static final String VERSION = "version";
    private static final Duration LOOK_AFTER_CACHE = Duration.ofMillis(200);

    private HubSearch() {}

    /**
     * Asks the network, and listens.
     *
     * @param address of the interface
     * @param machine what this machine is called
     * @param patience how long to listen
     * @param enough ends the search before that
     * @return what was found, the first first
     * @throws IOException where the interface cannot be used for multicast
     */
    public static List<FoundHub> search(
            InetAddress address, String machine, Duration patience, Predicate<FoundHub> enough) throws IOException {
        Found found = new Found(enough);
        MulticastDns network = new MulticastDns(address, "slm-mesh-search-" + machine);
        try {
            network.library().addServiceListener(MulticastDns.SERVICE, found);
            long end = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() - end < 0 && !found.await(LOOK_AFTER_CACHE)) network.bound();
            return found.hubs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found.hubs();
        } finally {
            closeAside(network);
        }
    }

    /** Closing takes the library two seconds, in which nobody need wait. */
    private static void closeAside(MulticastDns network) {
        Thread closing = new Thread(network::close, "mdns-close");
        closing.setDaemon(true);
        closing.start();
    }

    /** What was heard, each name once, as it was said last; the library tells the same in several parts. */
    private static final class Found implements ServiceListener {
        private final Predicate<FoundHub> enough;
        private final Map<String, FoundHub> byName = new LinkedHashMap<>();
        private boolean satisfied;

        private Found(Predicate<FoundHub> enough) {
            this.enough = enough;
        }

        @Override
        public void serviceAdded(ServiceEvent event) {
            synchronized (this) {
                if (byName.size() >= MAX_HUBS) return;
            }
            event.getDNS().requestServiceInfo(event.getType(), event.getName(), 1);
        }

        @Override
        public synchronized void serviceRemoved(ServiceEvent event) {
            byName.remove(event.getName());
        }

        @Override
        public void serviceResolved(ServiceEvent event) {
            ServiceInfo info = event.getInfo();
            List<String> addresses = addresses(info);
            if (addresses.isEmpty() || info.getPort() < 1) return;
            FoundHub hub = new FoundHub(
                    event.getName(), addresses, info.getPort(), property(info, FINGERPRINT), property(info, VERSION));
            synchronized (this) {
                FoundHub known = byName.get(event.getName());
                if (known == null
                        ? byName.size() >= MAX_HUBS
                        : hub.fingerprint().isEmpty()) return;
                byName.put(event.getName(), hub);
                if (!enough.test(hub)) return;
                satisfied = true;
                notifyAll();
            }
        }

        private static String property(ServiceInfo info, String key) {
            String value = info.getPropertyString(key);
            return value == null ? "" : value;
        }

        /** Link-local IPv6 addresses mean nothing without their interface. */
        private static List<String> addresses(ServiceInfo info) {
            List<String> addresses = new ArrayList<>();
            for (Inet4Address address : info.getInet4Addresses()) addresses.add(address.getHostAddress());
            for (Inet6Address address : info.getInet6Addresses())
                if (!address.isLinkLocalAddress()) addresses.add(address.getHostAddress());
            return addresses;
        }

        private synchronized boolean await(Duration time) throws InterruptedException {
            if (!satisfied) TimeUnit.NANOSECONDS.timedWait(this, time.toNanos());
            return satisfied;
        }

        private synchronized List<FoundHub> hubs() {
            return List.copyOf(byName.values());
        }
    }
}
