package mesh.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.client.Connector;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.link.FrameStream;
import mesh.adapter.mdns.FoundHub;
import mesh.adapter.mdns.HubSearch;
import mesh.adapter.websocket.HubUnreachable;
import mesh.adapter.websocket.Pin;
import mesh.adapter.websocket.WebSocketClient;
import mesh.domain.Refusal;

/**
 * The way to a hub on another machine. Where that is not at the address it had, the network is asked where it is now; its
 * key decides whether it is the one. Safe for use by many threads, which connect one after the other.
 */
final class HubConnector implements Connector {
    private static final System.Logger LOG = System.getLogger(HubConnector.class.getName());
    private static final Duration SEARCH = Duration.ofSeconds(3);
    /** A hub that is off is not searched for all the time. */
    private static final Duration SEARCH_AGAIN_AFTER = Duration.ofSeconds(30);

    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);
    /** Of those that claim to be the hub, this many are tried. */
    private static final int MAX_CANDIDATES = 4;

    private final BrokerConfig config;
    private final DataDirectory directory;
    private final String machine;
    private final ReentrantLock connecting = new ReentrantLock();
    private Hub hub;
    private WebSocketClient client;
    private long searchAfter = System.nanoTime();
    private Refusal refusal;
    private long askAgainAt;

    /** @param machine what this machine is called */
    HubConnector(BrokerConfig config, DataDirectory directory, Hub hub, String machine) {
        this.config = config;
        this.directory = directory;
        this.machine = machine;
        use(hub);
    }

    private void use(Hub now) {
        if (now.equals(hub)) return;
        hub = now;
        client = now.client();
        refusal = null;
    }

    /** A secret that was refused is not shown again and again, unless another one comes to hand. */
    private Refusal refused(HubUnreachable why) {
        askAgainAt = System.nanoTime() + ASK_AGAIN_AFTER.toNanos();
        refusal = new Refusal.Forbidden(why.getMessage());
        return refusal;
    }

    @Override
    public FrameStream connect() throws IOException {
        connecting.lock();
        try {
            return connectNow();
        } finally {
            connecting.unlock();
        }
    }

    private FrameStream connectNow() throws IOException {
        use(Hub.chosen(config, directory)
                .orElseThrow(() -> new Refusal.Forbidden(
                        "This machine has left its hub since this session began. Start the session anew.")));
        if (refusal != null && System.nanoTime() - askAgainAt < 0) throw refusal;
        try {
            return connect(client, hub);
        } catch (HubUnreachable e) {
            if (e.reason() == HubUnreachable.Reason.WRONG_SECRET) throw refused(e);
            Optional<FrameStream> elsewhere = search();
            if (elsewhere.isPresent()) return elsewhere.get();
            throw e;
        }
    }

    /** Tries one address after the other. @throws HubUnreachable what the first one says, where none leads to the hub */
    static FrameStream connect(WebSocketClient client, Hub hub) throws IOException {
        HubUnreachable first = null;
        for (String address : hub.addresses()) {
            try {
                return client.connect(address, hub.port());
            } catch (HubUnreachable e) {
                if (e.reason() == HubUnreachable.Reason.WRONG_SECRET) throw e;
                LOG.log(Level.DEBUG, "No hub at " + address, e);
                if (first == null) first = e;
            }
        }
        throw first;
    }

    private Optional<FrameStream> search() {
        Optional<Pin> pin = hub.pin();
        if (!config.discovery() || pin.isEmpty() || System.nanoTime() - searchAfter < 0) return Optional.empty();
        searchAfter = System.nanoTime() + SEARCH_AGAIN_AFTER.toNanos();
        Optional<InetAddress> out =
                LocalAddresses.towards(hub.addresses().get(0)).or(LocalAddresses::primary);
        if (out.isEmpty()) return Optional.empty();
        try {
            List<FoundHub> found = HubSearch.search(out.get(), machine, SEARCH, heard -> claims(heard, pin.get()));
            return found.stream()
                    .filter(heard -> claims(heard, pin.get()))
                    .limit(MAX_CANDIDATES)
                    .flatMap(heard -> follow(heard).stream())
                    .findFirst();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The hub cannot be searched for", e);
            return Optional.empty();
        }
    }

    private static boolean claims(FoundHub heard, Pin pin) {
        return heard.fingerprint().equals(pin.text());
    }

    /** Goes where somebody says that the hub is, and remembers it where that is true. */
    private Optional<FrameStream> follow(FoundHub heard) {
        for (String address : heard.addresses()) {
            try {
                FrameStream stream = client.connect(address, heard.port());
                remember(hub.foundAt(address, heard.port()));
                return Optional.of(stream);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "The hub is not at " + address + ", as mDNS says", e);
            }
        }
        return Optional.empty();
    }

    private void remember(Hub found) {
        hub = found;
        try {
            Optional<Hub> joined = Hub.joined(directory);
            if (joined.isPresent())
                joined.get().foundAt(found.addresses().get(0), found.port()).join(directory);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The hub's new address cannot be kept", e);
        }
    }
}
