package mesh.application;

import static java.util.Objects.requireNonNull;

import java.util.function.IntSupplier;

/**
 * What the program around the mesh knows of itself.
 *
 * @param port of the HTTP API, asked for when it is shown; 0 where there is none
 * @param role {@code broker} or {@code client}
 */
public record BrokerFacts(String version, long pid, IntSupplier port, String role) {
    public BrokerFacts {
        requireNonNull(version);
        requireNonNull(port);
        requireNonNull(role);
    }

    /** A mesh inside another program, without a port. */
    public static BrokerFacts embedded() {
        return new BrokerFacts("embedded", ProcessHandle.current().pid(), () -> 0, "broker");
    }
}
