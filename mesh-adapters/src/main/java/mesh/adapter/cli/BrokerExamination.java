package mesh.adapter.cli;

import java.util.Optional;
import java.util.OptionalLong;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.port.in.MeshUnavailable;

/** The broker: whether it runs, answers both ways, is of this version, and has a store in good health. */
final class BrokerExamination implements DoctorCommand.Examination {
    private static final String UNKNOWN = "unknown";

    private final BrokerControl broker;

    BrokerExamination(BrokerControl broker) {
        this.broker = broker;
    }

    @Override
    public void examine(Findings findings) {
        OptionalLong holder;
        try {
            Optional<String> hub = broker.lan().hub();
            if (hub.isPresent()) {
                examineHub(findings, hub.get());
                return;
            }
            holder = broker.holder();
        } catch (MeshUnavailable | Refusal | InvalidInput e) {
            findings.fail("broker", e.getMessage(), "Mend the settings or the data directory first.");
            return;
        }
        if (holder.isEmpty()) {
            findings.ok("broker", "none is running; it starts when it is needed");
            return;
        }
        findings.ok("broker", "pid " + holder.getAsLong() + " holds the data directory");
        Optional<String> socket = ask(findings, BrokerControl.Way.SOCKET, "socket", holder.getAsLong());
        ask(findings, BrokerControl.Way.HTTP, "http", holder.getAsLong());
        if (socket.isEmpty()) return;
        if (!socket.get().equals(UNKNOWN)) version(findings, socket.get());
        store(findings);
    }

    private void examineHub(Findings findings, String hub) {
        try {
            long start = System.nanoTime();
            String version = broker.askVersion(BrokerControl.Way.HUB);
            findings.ok("hub", hub + " answers in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            if (!version.equals(broker.version()))
                findings.warn(
                        "versions",
                        "the hub is " + version + ", this program is " + broker.version(),
                        "Update the older of the two.");
            store(findings);
        } catch (MeshUnavailable | Refusal e) {
            findings.fail(
                    "hub", e.getMessage(), "Look at the hub. To have a broker here instead: slm-mesh join --leave");
        }
    }

    /** The version that answers, {@link #UNKNOWN} where the store's trouble keeps it from telling. */
    private Optional<String> ask(Findings findings, BrokerControl.Way way, String subject, long holder) {
        try {
            long start = System.nanoTime();
            String version = broker.askVersion(way);
            findings.ok(subject, "answers in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            return Optional.of(version);
        } catch (MeshUnavailable | Refusal e) {
            if (e instanceof MeshUnavailable unavailable
                    && unavailable.reason() == MeshUnavailable.Reason.STORE_UNAVAILABLE) {
                findings.ok(subject, "answers, for its store does not");
                return Optional.of(UNKNOWN);
            }
            findings.fail(
                    subject,
                    e.getMessage(),
                    "It may be about to start or stop: try again. If it stays so, see " + broker.logFile()
                            + ", then: slm-mesh stop (or kill " + holder + ")");
            return Optional.empty();
        }
    }

    private void version(Findings findings, String running) {
        if (running.equals(broker.version())) findings.ok("versions", "the broker's and this program's are the same");
        else
            findings.warn(
                    "versions",
                    "the broker is " + running + ", this program is " + broker.version(),
                    "Let the new one take over: slm-mesh stop. Nobody loses anything, it starts again by itself.");
    }

    private void store(Findings findings) {
        Optional<BrokerControl.Connection> running = broker.connectIfRunning();
        if (running.isEmpty()) return;
        try (BrokerControl.Connection connection = running.get()) {
            if (connection.mesh().status().healthy()) findings.ok("store", "healthy");
            else
                findings.fail(
                        "store",
                        "cannot be read or written",
                        "See " + broker.logFile() + " for why. Make room, or look at the disk. What was acknowledged is"
                                + " on it; to have a copy: slm-mesh backup <file>");
        }
    }
}
