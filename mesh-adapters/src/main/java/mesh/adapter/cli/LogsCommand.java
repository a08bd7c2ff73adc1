package mesh.adapter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Refusal;
import mesh.domain.Text;

/** {@code slm-mesh logs}. */
final class LogsCommand implements Command {
    private static final String FOLLOW = "--follow";
    private static final String LINES = "--lines";
    private static final int USUAL_LINES = 50;
    private static final int MAX_LINES = 10_000;

    private static final long POLL_MILLIS = 300;

    @Override
    public Syntax syntax() {
        return new Syntax("logs", "Shows the end of the broker's log.")
                .flag(FOLLOW, "-f", "go on with what is added, until interrupted")
                .option(LINES, "-n", "N", "how many lines, 0 to 10000 (50)");
    }

    @Override
    public int run(Invocation call) throws IOException {
        int lines = (int) call.arguments().number(LINES, 0, MAX_LINES, USUAL_LINES);
        boolean follow = call.arguments().has(FOLLOW);
        if (follow && call.json()) throw new UsageError("--json does not go with --follow: a log has no end");
        Path log = call.broker().logFile();
        if (!follow && !Files.exists(log))
            throw new Refusal.NotFound("There is no log yet: " + log + ". A broker writes it once it has started.");
        LogTail tail = new LogTail(log);
        List<String> last = tail.last(lines);
        if (call.json()) {
            JsonWriter out = Answer.begin().field("logFile", log.toString());
            return call.answer(out.field("lines", last));
        }
        for (String line : last) call.line(Text.clean(line));
        return follow ? follow(call, tail) : CommandLine.OK;
    }

    private static int follow(Invocation call, LogTail tail) throws IOException {
        try {
            while (call.flush()) {
                Thread.sleep(POLL_MILLIS);
                call.print(Text.clean(tail.added()));
            }
            return CommandLine.FAILED;
        } catch (InterruptedException e) {
            return CommandLine.OK;
        }
    }
}
