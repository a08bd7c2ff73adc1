package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command of a person or a script: {@code slm-mesh status --json}. */
final class StatusRow implements Row {
    @Override
    public String name() {
        return "status";
    }

    @Override
    public String title() {
        return "slm-mesh status --json";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        Path data = stage.broker().data();
        Rounds wall = Rounds.of(
                stage.effort().starts(),
                2,
                () -> stage.children().run(stage.hello(), Map.of(), "").nanos() / 1e6,
                () -> stage.run(data, "status", "--json").nanos() / 1e6,
                () -> stage.run(data, "version").nanos() / 1e6);
        Sheet.Floor hello = Sheet.Floor.of("Java hello", 0);
        sheet.ratio("status --json, wall", "ms", wall, 1, hello, AT_MOST, 1.5);
        sheet.ratio("version, wall", "ms", wall, 2, hello);
        if (!Memory.isTold()) {
            sheet.notMeasured("status --json, memory", "this system has no /proc that tells it");
            return;
        }
        Rounds memory = Rounds.of(
                Math.min(5, stage.effort().starts() - 1),
                0,
                () -> peak(stage, stage.hello(), Map.of()),
                () -> peak(stage, stage.command("status", "--json"), Stage.settings(data)));
        sheet.value("status --json, peak RSS", "MB", memory, 1, AT_MOST, 40);
        sheet.value("Java hello, peak RSS", "MB", memory, 0);
    }

    private static double peak(Stage stage, List<String> command, Map<String, String> settings) throws IOException {
        return Memory.peak(stage.children().start(command, settings, Redirect.DISCARD));
    }
}
