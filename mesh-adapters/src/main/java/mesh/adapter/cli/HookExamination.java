package mesh.adapter.cli;

import java.nio.file.Path;
import mesh.port.in.MeshUnavailable;

/** What coding agents would get from their hooks, and how fast: a hook that does nothing does so in silence. */
final class HookExamination implements DoctorCommand.Examination {
    private static final long SLOW_MILLIS = 1_000;
    private static final int MAX_ANSWER_CHARS = 300;

    private final BrokerControl broker;
    private final Path project;

    HookExamination(BrokerControl broker, Path project) {
        this.broker = broker;
        this.project = project;
    }

    @Override
    public void examine(Findings findings) {
        if (!brokerRuns()) {
            findings.ok("hooks", "are fired only while a broker runs");
            return;
        }
        int fired = 0;
        for (HostControl.Trial trial : broker.hosts().tryHooks(project)) {
            report(trial, findings);
            fired++;
        }
        if (fired == 0)
            findings.ok("hooks", "none are installed for you or in this project (slm-mesh install <host> does that)");
    }

    private boolean brokerRuns() {
        try {
            broker.askVersion(BrokerControl.Way.SOCKET);
            return true;
        } catch (MeshUnavailable e) {
            return false; // another examination speaks of that
        }
    }

    private static void report(HostControl.Trial trial, Findings findings) {
        String subject = trial.host();
        String what = "hook " + trial.event() + ": ";
        if (trial.problem().isPresent()) {
            findings.fail(
                    subject,
                    what + trial.problem().get(),
                    "It is in " + trial.place() + "; slm-mesh install " + trial.host() + " writes it anew");
            return;
        }
        String answer = trial.answer().isEmpty() || trial.answer().equals("{}") ? "go on" : trial.answer();
        if (answer.length() > MAX_ANSWER_CHARS) answer = answer.substring(0, MAX_ANSWER_CHARS) + "...";
        String found = what + trial.took().toMillis() + " ms, " + answer;
        if (trial.took().toMillis() < SLOW_MILLIS) findings.ok(subject, found);
        else findings.warn(subject, found, "The agent waits that long each time; install --http is quicker");
    }
}
