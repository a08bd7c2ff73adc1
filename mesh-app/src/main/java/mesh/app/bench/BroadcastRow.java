package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_LEAST;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A message to fifty peers, by one caller and by 32 at once. */
final class BroadcastRow implements Row {
    /** What was once seen feasible where the bare group commit did so many sends a second: 630 and 2,100 broadcasts. */
    private static final double SENDS_THERE = 26_000;

    private static final double ONE_CALLER_THERE = 630;
    private static final double MANY_CALLERS_THERE = 2_100;

    private static final int CALLERS = ManySendsRow.CALLERS;
    private static final long MAX_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public String title() {
        return "broadcast to " + Stage.CROWD;
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        if (!stage.durable()) {
            sheet.notMeasured(title(), Stage.NO_DISK);
            return;
        }
        Endpoint http = stage.newCrowd().http();
        byte[][] request = {http.request("send", Texts.send("cli", "all"))};
        long slice = Math.min(MAX_SLICE_NANOS, stage.effort().sliceNanos());
        try (CommitFloor commit = new CommitFloor(stage.place("bare"))) {
            Rounds rounds = Rounds.of(
                    stage.effort().rounds(),
                    stage.effort().warmUps(),
                    () -> commit.commitFor(slice, CALLERS, commit::send).perSecond(),
                    () -> Load.run(http, 1, slice, number -> request).perSecond(),
                    () -> Load.run(http, CALLERS, slice, number -> request).perSecond());
            Sheet.Floor bare = Sheet.Floor.of("bare group commit of sends", 0);
            sheet.ratio(
                    "broadcast to 50, 1 caller, HTTP", "/s", rounds, 1, bare, AT_LEAST, ONE_CALLER_THERE / SENDS_THERE);
            sheet.ratio(
                    "broadcast to 50, 32 callers, HTTP",
                    "/s",
                    rounds,
                    2,
                    bare,
                    AT_LEAST,
                    MANY_CALLERS_THERE / SENDS_THERE);
        }
    }
}
