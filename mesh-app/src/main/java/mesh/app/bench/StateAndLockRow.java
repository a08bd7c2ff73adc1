package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_LEAST;

import java.io.IOException;
import java.util.List;

/** Changes of state and locks by 32 callers at once, each on the disk when it is answered. */
final class StateAndLockRow implements Row {
    private static final int CALLERS = ManySendsRow.CALLERS;

    @Override
    public String name() {
        return "state-lock";
    }

    @Override
    public String title() {
        return "state set, lock and unlock, 32 callers";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        if (!stage.durable()) {
            sheet.notMeasured(title(), Stage.NO_DISK);
            return;
        }
        TestedBroker broker = stage.busyBroker();
        List<String> peers = broker.peers(CALLERS);
        Endpoint http = broker.http();
        long slice = stage.effort().sliceNanos();
        try (CommitFloor commit = new CommitFloor(stage.place("bare"))) {
            Rounds rounds = Rounds.of(
                    stage.effort().rounds(),
                    stage.effort().warmUps(),
                    () -> commit.commitFor(slice / 2, CALLERS, commit::setState).perSecond(),
                    () -> commit.commitFor(slice / 2, CALLERS, commit::lockOrUnlock)
                            .perSecond(),
                    () -> Load.run(http, CALLERS, slice, number ->
                                    new byte[][] {http.request("state", Texts.set(peers.get(number), number))})
                            .perSecond(),
                    () -> Load.run(http, CALLERS, slice, number -> new byte[][] {
                                http.request("lock", Texts.lock(peers.get(number), number)),
                                http.request("lock", Texts.unlock(peers.get(number), number))
                            })
                            .perSecond());
            Sheet.Floor state = Sheet.Floor.of("bare group commit of the rows", 0);
            Sheet.Floor lock = Sheet.Floor.of("bare group commit of the rows", 1);
            sheet.ratio("state set, 32 callers, HTTP", "/s", rounds, 2, state, AT_LEAST, 0.55);
            sheet.ratio("lock, unlock in turn, 32 callers, HTTP", "/s", rounds, 3, lock, AT_LEAST, 0.55);
        }
    }
}
