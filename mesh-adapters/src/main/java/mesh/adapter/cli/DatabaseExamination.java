package mesh.adapter.cli;

import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.port.in.MeshUnavailable;

/** The database, whether a broker runs or not: whether it is whole. */
final class DatabaseExamination implements DoctorCommand.Examination {
    private final BrokerControl broker;

    DatabaseExamination(BrokerControl broker) {
        this.broker = broker;
    }

    @Override
    public void examine(Findings findings) {
        try {
            Optional<String> damage = broker.damage();
            if (damage.isEmpty()) findings.ok("database", "no damage");
            else
                findings.fail(
                        "database",
                        "damaged: " + damage.get(),
                        "Put a backup in its place. Without one: save what can be read (slm-mesh backup <file>), then begin"
                                + " with an empty one: slm-mesh stop, slm-mesh clean --damaged");
        } catch (MeshUnavailable | Refusal | InvalidInput e) {
            findings.fail("database", "cannot be looked at", e.getMessage());
        }
    }
}
