package mesh.adapter.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the command line cannot do through a {@link mesh.port.in.Mesh} about other machines. The composition root
 * implements it. Every method may throw what those of {@link BrokerControl} do.
 */
public interface LanControl {
    /** The hub whose mesh this machine takes part in, as {@code address:port}; empty where its broker is its own. */
    Optional<String> hub();

    /**
     * Makes an invitation to this machine's broker.
     *
     * @param addresses at which the other machine reaches this one; empty to have them looked up
     * @throws mesh.port.in.MeshUnavailable where no broker runs
     * @throws mesh.domain.InvalidInput where the broker is not open to other machines
     */
    Invited invite(List<String> addresses);

    /**
     * An invitation.
     *
     * @param line what the other machine is to be told; secret
     */
    record Invited(String line, List<String> addresses, int port, String fingerprint) {
        public Invited {
            requireNonNull(line);
            addresses = List.copyOf(addresses);
            requireNonNull(fingerprint);
        }

        /** Shows no secret. */
        @Override
        public String toString() {
            return "Invited[" + addresses + ", port " + port + ", " + fingerprint + "]";
        }
    }

    /**
     * Makes this machine's processes take part in the mesh of the hub that {@code invitation} came from, once that has let
     * this machine in. A broker of this machine is stopped.
     *
     * @throws mesh.domain.InvalidInput where the line is no invitation, or one of this very machine
     * @throws mesh.port.in.MeshUnavailable where the hub cannot be reached; the message says why
     * @throws mesh.domain.Refusal.Forbidden where the hub does not take the secret, or is another one
     */
    Joined join(String invitation);

    /**
     * What joining came to.
     *
     * @param hub as {@code address:port}
     * @param version of the hub
     * @param machine what this machine is called in that mesh
     * @param stopped process of the broker that this machine had
     */
    record Joined(String hub, String version, String machine, OptionalLong stopped) {
        public Joined {
            requireNonNull(hub);
            requireNonNull(version);
            requireNonNull(machine);
            requireNonNull(stopped);
        }
    }

    /** Forgets the hub that was joined. @return which it was, as {@code address:port} */
    Optional<String> leave();

    /**
     * Asks the network where hubs are, by mDNS.
     *
     * @param from address of this machine on the network to ask; empty for the one that leads out
     */
    List<Discovered> discover(Duration patience, Optional<String> from);

    /**
     * What somebody on the network says of a hub; nothing of it is proven. Its texts are fit to be shown.
     *
     * @param joined whether it claims to be the hub that this machine has joined
     */
    record Discovered(
            String name, List<String> addresses, int port, String fingerprint, String version, boolean joined) {
        public Discovered {
            requireNonNull(name);
            addresses = List.copyOf(addresses);
            requireNonNull(fingerprint);
            requireNonNull(version);
        }
    }
}
