package mesh.port.in;

/**
 * Figures of a running broker.
 *
 * @param uptimeSeconds since the broker started
 * @param port of its HTTP API
 * @param undelivered messages that no client of their recipient has taken over yet
 * @param role {@code broker} or {@code client}
 * @param store kind of store: {@code sqlite}, {@code memory}, ...
 */
public record StatusReport(
        String version,
        long uptimeSeconds,
        long pid,
        int port,
        int activePeers,
        int stalePeers,
        long messages,
        long undelivered,
        long locks,
        long events,
        long dbBytes,
        long walBytes,
        String role,
        String store) {
    /** The same, seen by a process of that role. */
    public StatusReport seenAs(String otherRole) {
        return new StatusReport(
                version,
                uptimeSeconds,
                pid,
                port,
                activePeers,
                stalePeers,
                messages,
                undelivered,
                locks,
                events,
                dbBytes,
                walBytes,
                otherRole,
                store);
    }
}
