package mesh.app;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.websocket.Invitation;
import mesh.adapter.websocket.Pin;
import mesh.adapter.websocket.WebSocketClient;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/**
 * A broker that this machine's processes reach by WebSocket instead of having one of their own.
 *
 * @param pin empty for one on this very machine, which is reached without TLS
 * @param machine what this machine is called in its mesh; empty for its host name
 */
record Hub(List<String> addresses, int port, Optional<Pin> pin, String secret, Optional<String> machine) {
    private static final int MAX_MACHINE_CHARS = 100;

    Hub {
        addresses = List.copyOf(addresses);
        requireNonNull(pin);
        requireNonNull(secret);
        requireNonNull(machine);
    }

    /** A hub that somebody invited to. */
    static Hub of(Invitation invitation, Optional<String> machine) {
        return new Hub(
                invitation.addresses(), invitation.port(), Optional.of(invitation.pin()), invitation.secret(), machine);
    }

    /**
     * The hub that the settings and a joined invitation lead to; empty where the broker is this machine's own.
     *
     * @throws InvalidInput where they lead to a hub that cannot be known from an impostor
     */
    static Optional<Hub> chosen(BrokerConfig config, DataDirectory directory) throws IOException {
        if (config.role() == BrokerConfig.Role.BROKER) return Optional.empty();
        Optional<Hub> joined = joined(directory);
        boolean elsewhere = !LocalAddresses.isOwn(config.host());
        if (joined.isPresent()) {
            Hub hub = joined.get();
            String secret = config.sharedSecret().orElse(hub.secret);
            return Optional.of(
                    elsewhere
                            ? new Hub(List.of(config.host()), config.webSocketPort(), hub.pin, secret, hub.machine)
                            : new Hub(hub.addresses, hub.port, hub.pin, secret, hub.machine));
        }
        if (elsewhere)
            throw new InvalidInput(
                    BrokerConfig.HOST,
                    "names another machine (" + config.host() + "), whose key is not known here. Say 'slm-mesh invite'"
                            + " there, and here 'slm-mesh join' with what it prints");
        boolean onLoopback = config.role() == BrokerConfig.Role.CLIENT
                && LocalAddresses.isLoopback(config.host())
                && config.sharedSecret().isPresent();
        return onLoopback
                ? Optional.of(new Hub(
                        List.of(config.host()),
                        config.webSocketPort(),
                        Optional.empty(),
                        config.sharedSecret().get(),
                        Optional.empty()))
                : Optional.empty();
    }

    /** The hub that this machine has joined. */
    static Optional<Hub> joined(DataDirectory directory) throws IOException {
        Optional<String> text = directory.read(directory.hub());
        if (text.isEmpty()) return Optional.empty();
        directory.check();
        int line = text.get().indexOf('\n');
        if (line < 0) return Optional.of(of(Invitation.parse(text.get()), Optional.empty()));
        String machine =
                InvalidInput.length("machine", text.get().substring(line + 1).strip(), 1, MAX_MACHINE_CHARS);
        return Optional.of(of(Invitation.parse(text.get().substring(0, line)), Optional.of(machine)));
    }

    /** Makes this the hub that this machine has joined. */
    void join(DataDirectory directory) throws IOException {
        String line = new Invitation(addresses, port, pin.orElseThrow(), secret).line();
        directory.write(
                directory.hub(), line + "\n" + machine.map(name -> name + "\n").orElse(""));
    }

    /** The same hub, found at that address; others that it had before are kept behind it. */
    Hub foundAt(String address, int newPort) {
        List<String> all = new ArrayList<>(List.of(address));
        for (String known : addresses)
            if (!known.equals(address) && all.size() < Invitation.MAX_ADDRESSES) all.add(known);
        return new Hub(all, newPort, pin, secret, machine);
    }

    WebSocketClient client() {
        return pin.map(known -> WebSocketClient.pinned(known, secret))
                .orElseGet(() -> WebSocketClient.loopback(secret));
    }

    /** Where it is looked for first, fit to be shown. */
    String place() {
        return Text.shown(addresses.get(0), MAX_MACHINE_CHARS) + ":" + port;
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Hub[" + addresses + ", port " + port + "]";
    }
}
