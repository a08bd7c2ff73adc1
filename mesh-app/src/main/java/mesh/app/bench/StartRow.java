package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The first call of all: no broker runs, so one is started, and then answers it. */
final class StartRow implements Row {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "first call, no broker running";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        Path used = stage.place("data");
        Rounds rounds = Rounds.of(
                Math.max(2, stage.effort().starts() / 2),
                0,
                () -> stage.children().run(stage.hello(), Map.of(), "").nanos() / 1e6,
                () -> firstCall(stage, stage.place("data")),
                () -> firstCall(stage, used));
        Sheet.Floor hello = Sheet.Floor.of("Java hello", 0);
        sheet.ratio("first call, broker stopped before", "ms", rounds, 2, hello, AT_MOST, 3);
        sheet.ratio("first call, new data directory", "ms", rounds, 1, hello, AT_MOST, 3);
    }

    private static double firstCall(Stage stage, Path data) throws IOException {
        try {
            return stage.run(data, "peers", "--json").nanos() / 1e6;
        } finally {
            Stage.endBroker(data);
        }
    }
}
