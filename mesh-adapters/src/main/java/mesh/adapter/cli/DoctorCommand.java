package mesh.adapter.cli;

import java.io.IOException;
import java.util.List;
import mesh.adapter.wire.JsonWriter;

/** {@code slm-mesh doctor}. */
final class DoctorCommand implements Command {
    /** Looks at one thing after the other, and never throws for what it finds. */
    interface Examination {
        void examine(Findings findings) throws IOException;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(
                        "doctor", "Checks whether everything is as it should be, and says what to do where it is not.")
                .note(
                        "It starts nothing and changes nothing. Where a broker runs, it fires the installed hooks of coding"
                                + " agents with a sample, as sessions that leave at once. Ends with status 1 where something does"
                                + " not work.");
    }

    @Override
    public int run(Invocation call) throws IOException {
        Findings findings = new Findings();
        for (Examination examination : examinations(call)) examination.examine(findings);
        boolean well = findings.count(Findings.Level.FAIL) == 0;
        if (call.json()) {
            JsonWriter out = new JsonWriter().object().field("ok", well);
            if (!well) out.field("error", summary(findings)).field("code", "internal_error");
            findings.write(out);
            call.answer(out);
        } else {
            call.print(findings.text(call.style(), call.terminal().columns()));
            call.line("");
            call.line(summary(findings));
        }
        return well ? CommandLine.OK : CommandLine.FAILED;
    }

    /** In the order of how things depend on each other: the first that fails is the one to mend. */
    private static List<Examination> examinations(Invocation call) {
        return List.of(
                new SurroundingsExamination(call.broker(), call.terminal()),
                new DirectoryExamination(call.broker()),
                new BrokerExamination(call.broker()),
                new DatabaseExamination(call.broker()),
                new LogExamination(call.broker()),
                new HookExamination(call.broker(), call.terminal().directory()));
    }

    private static String summary(Findings findings) {
        int failures = findings.count(Findings.Level.FAIL);
        int warnings = findings.count(Findings.Level.WARN);
        if (failures == 0 && warnings == 0) return "All is well.";
        return Shown.count(failures, "failure") + ", " + Shown.count(warnings, "warning") + ".";
    }
}
