package mesh.adapter.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import mesh.domain.peer.Registered;

/**
 * What a client may choose.
 *
 * @param client says in the broker's log who this is
 * @param heartbeat how often the broker is told that this client's peers are there
 * @param patience how long a call waits for a broker that went away to come back
 * @param elsewhere present where the broker is on another machine
 * @param onRegisteredAgain is told when a broker that had forgotten a peer has registered it anew, perhaps as another
 * @param nanoTicker monotonic, in nanoseconds: measures silence
 */
public record ClientSettings(
        String client,
        Duration heartbeat,
        Duration patience,
        Optional<Elsewhere> elsewhere,
        Consumer<Registered> onRegisteredAgain,
        LongSupplier nanoTicker) {
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    public ClientSettings {
        requireNonNull(client);
        requireNonNull(heartbeat);
        requireNonNull(patience);
        requireNonNull(elsewhere);
        requireNonNull(onRegisteredAgain);
        requireNonNull(nanoTicker);
    }

    /** The usual ones, for a broker on this machine. */
    public static ClientSettings of(String client) {
        return new ClientSettings(
                client, DEFAULT_HEARTBEAT, DEFAULT_PATIENCE, Optional.empty(), registered -> {}, System::nanoTime);
    }

    public ClientSettings withHeartbeat(Duration interval) {
        return new ClientSettings(client, interval, patience, elsewhere, onRegisteredAgain, nanoTicker);
    }

    public ClientSettings withPatience(Duration time) {
        return new ClientSettings(client, heartbeat, time, elsewhere, onRegisteredAgain, nanoTicker);
    }

    public ClientSettings withElsewhere(Elsewhere machine) {
        return new ClientSettings(client, heartbeat, patience, Optional.of(machine), onRegisteredAgain, nanoTicker);
    }

    public ClientSettings onRegisteredAgain(Consumer<Registered> told) {
        return new ClientSettings(client, heartbeat, patience, elsewhere, told, nanoTicker);
    }

    ClientSettings withTicker(LongSupplier ticker) {
        return new ClientSettings(client, heartbeat, patience, elsewhere, onRegisteredAgain, ticker);
    }
}
