package mesh.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The addresses of this machine, as its operating system knows them; nothing is sent to find out. */
final class LocalAddresses {

    /** An address for documentation (RFC 5737), to ask which way leads out. */
    private static final String FAR_AWAY = "192.0.2.1";

    private static final int ANY_PORT = 9;

    private LocalAddresses() {}

    /** Whether the name can only mean this machine itself, and nobody else reaches it by that. Asks no name server. */
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }

    /** Whether a broker on this machine could listen there. */
    static boolean isOwn(String host) {
        if (isLoopback(host)) return true;
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException e) {
            log().log(Level.DEBUG, host + " is not known to be an address of this machine", e);
            return false;
        }
    }

    /** The address from which the way leads out to others; empty without a network. */
    static Optional<InetAddress> primary() {
        Optional<InetAddress> outward = towards(FAR_AWAY);
        if (outward.isPresent()) return outward;
        return reachable().stream().filter(Inet4Address.class::isInstance).findFirst();
    }

    /** The address from which this machine would speak to {@code host}; empty where there is no way. */
    static Optional<InetAddress> towards(String host) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(host, ANY_PORT)); // looks up the route, and sends nothing
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() || local.isLoopbackAddress() ? Optional.empty() : Optional.of(local);
        } catch (IOException | RuntimeException e) {
            log().log(Level.DEBUG, "No way leads to " + host, e);
            return Optional.empty();
        }
    }

    /** Addresses at which others may reach this machine, the likeliest first. */
    static List<InetAddress> reachable() {
        List<InetAddress> found = new ArrayList<>();
        Optional<InetAddress> outward = towards(FAR_AWAY);
        try {
            for (NetworkInterface network : interfaces())
                network.inetAddresses().filter(LocalAddresses::isForOthers).forEach(found::add);
        } catch (SocketException e) {
            log().log(Level.DEBUG, "The network interfaces cannot be looked at", e);
        }
        found.sort(Comparator.comparing((InetAddress address) -> !outward.equals(Optional.of(address)))
                .thenComparing(Inet6Address.class::isInstance));
        return found;
    }

    /** Those of containers and virtual machines last. */
    private static List<NetworkInterface> interfaces() throws SocketException {
        List<NetworkInterface> up = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList())
            if (network.isUp() && !network.isLoopback()) up.add(network);
        up.sort(Comparator.comparing(LocalAddresses::isBridge));
        return up;
    }

    private static boolean isBridge(NetworkInterface network) {
        String name = network.getName();
        return name.startsWith("docker")
                || name.startsWith("br-")
                || name.startsWith("virbr")
                || name.startsWith("veth");
    }

    /** As it is written without its interface. */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static boolean isForOthers(InetAddress address) {
        return !address.isLinkLocalAddress() && !address.isLoopbackAddress() && !address.isMulticastAddress();
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(LocalAddresses.class.getName());
    }
}
