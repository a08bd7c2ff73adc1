package mesh.adapter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Errors and warnings in the broker's log since yesterday. */
final class LogExamination implements DoctorCommand.Examination {
    private static final Duration LATELY = Duration.ofHours(24);
    private static final int MAX_LINES = 20_000;
    private static final String ERROR = " ERROR ";
    private static final String WARNING = " WARNING ";

    private final BrokerControl broker;

    LogExamination(BrokerControl broker) {
        this.broker = broker;
    }

    @Override
    public void examine(Findings findings) throws IOException {
        Path log = broker.logFile();
        if (!Files.isReadable(log)) {
            findings.ok("log", Files.exists(log) ? "is not readable by you" : "there is none yet");
            return;
        }
        // Times in the log are of one form, so that text order is order in time.
        String since = Instant.now().minus(LATELY).toString();
        int errors = 0;
        int warnings = 0;
        String last = "";
        List<String> lines = new LogTail(log).last(MAX_LINES);
        for (String line : lines) {
            boolean error = isOf(line, ERROR);
            if (line.compareTo(since) < 0 || !error && !isOf(line, WARNING)) continue;
            if (error) errors++;
            else warnings++;
            if (error || errors == 0) last = line;
        }
        String found = Shown.count(errors, "error") + ", " + Shown.count(warnings, "warning") + " since yesterday";
        if (errors + warnings == 0) findings.ok("log", found);
        else findings.warn("log", found, "The last: " + last + " (more: slm-mesh logs)");
    }

    /** A line of a stack trace has no time in front. */
    private static boolean isOf(String line, String level) {
        int blank = line.indexOf(' ');
        return blank > 0 && line.charAt(0) >= '0' && line.charAt(0) <= '9' && line.startsWith(level, blank);
    }
}
