package mesh.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import mesh.adapter.cli.BrokerControl;
import mesh.adapter.cli.LanControl;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.Connector;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.SharedSecret;
import mesh.adapter.mdns.FoundHub;
import mesh.adapter.mdns.HubSearch;
import mesh.adapter.websocket.HubIdentity;
import mesh.adapter.websocket.HubUnreachable;
import mesh.adapter.websocket.Invitation;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;

/** Inviting, joining and finding hubs, for the commands of this process. */
final class LocalLan implements LanControl {
    private static final String OPEN_IT = "slm-mesh stop; SLM_MESH_HOST=0.0.0.0 slm-mesh start";
    private static final Duration HELLO_WITHIN = Duration.ofSeconds(5);

    private final BrokerConfig config;
    private final DataDirectory directory;
    private final BrokerControl broker;
    private final String host;

    /** @param host name of this machine */
    LocalLan(BrokerConfig config, BrokerControl broker, String host) {
        this.config = config;
        this.directory = DataDirectory.at(config.directory());
        this.broker = broker;
        this.host = host;
    }

    @Override
    public Optional<String> hub() {
        return Failures.unchecked(() -> Hub.chosen(config, directory)).map(Hub::place);
    }

    // --- Invite ---

    @Override
    public Invited invite(List<String> addresses) {
        return Failures.unchecked(() -> {
            Optional<String> listening = directory.read(directory.listening());
            if (listening.isEmpty() || broker.holder().isEmpty())
                throw new MeshUnavailable(
                        MeshUnavailable.Reason.NOT_REACHABLE,
                        "No broker of this machine listens for others. Start one: SLM_MESH_HOST=0.0.0.0 slm-mesh start");
            int space = listening.get().lastIndexOf(' ');
            String bound = listening.get().substring(0, space);
            int port = Integer.parseInt(listening.get().substring(space + 1));
            HubIdentity identity = LanDoor.identity(directory);
            String secret =
                    SharedSecret.read(directory).orElseThrow(() -> new IOException("There is no shared secret"));
            List<String> reached = addresses.isEmpty() ? addressesOf(bound) : addresses;
            Invitation invitation = new Invitation(reached, port, identity.pin(), secret);
            return new Invited(invitation.line(), reached, port, identity.pin().text());
        });
    }

    private static List<String> addressesOf(String bound) throws UnknownHostException {
        if (LocalAddresses.isLoopback(bound))
            throw new InvalidInput(
                    BrokerConfig.HOST, "must open the broker to other machines before one is invited: " + OPEN_IT);
        if (!InetAddress.getByName(bound).isAnyLocalAddress()) return List.of(bound);
        List<String> found = new ArrayList<>();
        for (InetAddress address : LocalAddresses.reachable())
            if (found.size() < Invitation.MAX_ADDRESSES) found.add(LocalAddresses.text(address));
        if (found.isEmpty())
            throw new InvalidInput(
                    "address", "must be given, since this machine has none that others could reach: --address ADDRESS");
        return found;
    }

    // --- Join and leave ---

    @Override
    public Joined join(String line) {
        Invitation invitation = Invitation.parse(line);
        return Failures.unchecked(() -> {
            directory.prepare();
            if (isOwn(invitation))
                throw new InvalidInput(
                        "invitation", "must come from another machine; this one is from this data directory's broker");
            if (config.role() == BrokerConfig.Role.BROKER)
                throw new InvalidInput(BrokerConfig.ROLE, "must not be \"broker\" where a hub is to be joined");
            Hub hub = Hub.of(invitation, Optional.empty());
            Greeted greeted = greet(hub);
            OptionalLong stopped = broker.stop();
            Hub named = new Hub(hub.addresses(), hub.port(), hub.pin(), hub.secret(), Optional.of(greeted.machine));
            named.foundAt(greeted.address, hub.port()).join(directory);
            return new Joined(
                    named.foundAt(greeted.address, hub.port()).place(), greeted.version, greeted.machine, stopped);
        });
    }

    private boolean isOwn(Invitation invitation) throws IOException {
        return Files.exists(directory.identity())
                && LanDoor.identity(directory).pin().equals(invitation.pin());
    }

    /** What the hub answered, and at which of its addresses. */
    private record Greeted(String address, String version, String machine) {}

    /** Talks to the hub as a client will, so that whatever may be wrong shows now. */
    private Greeted greet(Hub hub) throws IOException {
        HubUnreachable first = null;
        for (String address : hub.addresses()) {
            try (RemoteMesh remote = new RemoteMesh(
                    once(hub, address), ClientSettings.of("slm-mesh join").withPatience(HELLO_WITHIN))) {
                Mesh mesh = remote.mesh();
                String version = mesh.status().report().version();
                return new Greeted(address, version, nameFor(mesh));
            } catch (MeshUnavailable e) {
                if (!(e.getCause() instanceof HubUnreachable why)) throw e;
                if (first == null) first = why;
            }
        }
        throw new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, first.getMessage(), first);
    }

    private static Connector once(Hub hub, String address) {
        return () -> {
            try {
                return hub.client().connect(address, hub.port());
            } catch (HubUnreachable e) {
                switch (e.reason()) {
                    case WRONG_SECRET, WRONG_KEY -> throw new Refusal.Forbidden(e.getMessage());
                    default -> throw e;
                }
            }
        };
    }

    /** This machine's host name, or one near it where another machine of that mesh has the same. */
    private String nameFor(Mesh mesh) {
        Set<String> taken = mesh.peers().list(PeerQuery.EVERYONE).stream()
                .map(live -> live.peer().host())
                .collect(Collectors.toSet());
        mesh.peers().find(PeerId.CLI).ifPresent(cli -> taken.add(cli.peer().host()));
        if (!taken.contains(host)) return host;
        byte[] few = new byte[2];
        new SecureRandom().nextBytes(few);
        return host + "-" + HexFormat.of().formatHex(few);
    }

    @Override
    public Optional<String> leave() {
        return Failures.unchecked(() -> {
            Optional<Hub> joined = Hub.joined(directory);
            Files.deleteIfExists(directory.hub());
            return joined.map(Hub::place);
        });
    }

    // --- Discover ---

    @Override
    public List<Discovered> discover(Duration patience, Optional<String> from) {
        return Failures.unchecked(() -> {
            Optional<String> known = Hub.joined(directory).flatMap(Hub::pin).map(pin -> pin.text());
            List<Discovered> hubs = new ArrayList<>();
            for (FoundHub hub : HubSearch.search(network(from), host, patience, heard -> false))
                hubs.add(new Discovered(
                        hub.name(),
                        hub.addresses(),
                        hub.port(),
                        hub.fingerprint(),
                        hub.version(),
                        known.filter(hub.fingerprint()::equals).isPresent()));
            return hubs;
        });
    }

    private static InetAddress network(Optional<String> from) {
        if (from.isEmpty())
            return LocalAddresses.primary()
                    .orElseThrow(() -> new MeshUnavailable(
                            MeshUnavailable.Reason.NOT_REACHABLE,
                            "This machine is on no network that could be asked."));
        try {
            InetAddress address = InetAddress.getByName(from.get());
            if (NetworkInterface.getByInetAddress(address) != null) return address;
            throw new InvalidInput("from-address", "must be an address of this machine, " + from.get() + " is not");
        } catch (UnknownHostException | SocketException e) {
            throw new InvalidInput("from-address", "must be an IP address of this machine: " + e.getMessage());
        }
    }
}
