package mesh.port.out;

import java.util.Optional;
import mesh.domain.peer.ProcessIdentity;

/** Looks at this machine's processes. */
public interface ProcessProbe {
    /** What tells the running process from others; empty where there is none or it cannot be looked at. */
    Optional<ProcessIdentity> identify(long pid);

    /** Whether this very process still runs. */
    boolean isRunning(ProcessIdentity process);

    /**
     * Tells this run of the machine from others; empty where that is not known, or where {@link System#nanoTime} of two
     * processes cannot be compared.
     */
    default Optional<String> boot() {
        return Optional.empty();
    }

    /** Name of this machine. */
    String host();
}
