package mesh.adapter.mdns;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import javax.jmdns.JmDNS;
import javax.jmdns.impl.JmDNSImpl;

/** The library on one interface, held within bounds: it keeps whatever anybody on the network sends. */
final class MulticastDns implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MulticastDns.class.getName());

    static final String SERVICE = "_slm-mesh._tcp.local.";
    /** Names in the library's cache; a busy office has some hundred. */
    static final int MAX_NAMES = 1_000;
    /** Records under one name. */
    static final int MAX_RECORDS = 64;

    private static final int MAX_LABEL_CHARS = 63;

    private final JmDNS library;

    /** @param name for this machine, such as nobody else on the network uses */
    MulticastDns(InetAddress interfaceAddress, String name) throws IOException {
        String host = label(name);
        // The library asks the address for its name. One that brings its name along asks no name server.
        InetAddress named = InetAddress.getByAddress(host, interfaceAddress.getAddress());
        library = JmDNS.create(named, host);
    }

    /** A name as one label of a domain name (RFC 1035, section 2.3.1). */
    private static String label(String name) {
        StringBuilder label = new StringBuilder(MAX_LABEL_CHARS);
        for (int i = 0; i < name.length() && label.length() < MAX_LABEL_CHARS; i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            label.append(plain ? c : '-');
        }
        return label.toString();
    }

    JmDNS library() {
        return library;
    }

    /** Forgets what it learnt where that is too much. What is true will be said again. To be called every second. */
    void bound() {
        JmDNSImpl inside = (JmDNSImpl) library; // the public face has no way to the cache
        boolean flooded = inside.getCache().size() > MAX_NAMES;
        for (Map.Entry<String, ? extends List<?>> name : inside.getCache().entrySet())
            flooded |= name.getValue().size() > MAX_RECORDS;
        if (flooded) {
            LOG.log(Level.WARNING, "The network sends too many mDNS records; they are forgotten");
            inside.getCache().clear();
        }
        if (inside.getServiceTypes().size() > MAX_NAMES)
            inside.getServiceTypes().clear();
    }

    @Override
    public void close() {
        try {
            library.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing mDNS failed", e);
        }
    }
}
