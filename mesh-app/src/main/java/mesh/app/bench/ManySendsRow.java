package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_LEAST;

import java.io.IOException;
import java.util.List;

/** Sends by 32 callers at once, each on the disk when it is answered. */
final class ManySendsRow implements Row {
    static final int CALLERS = 32;

    @Override
    public String name() {
        return "send32";
    }

    @Override
    public String title() {
        return "send, 32 callers";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        if (!stage.durable()) {
            sheet.notMeasured("send, 32 callers", Stage.NO_DISK);
            return;
        }
        TestedBroker broker = stage.busyBroker();
        long slice = stage.effort().sliceNanos();
        Samples[] last = new Samples[1];
        try (CommitFloor commit = new CommitFloor(stage.place("bare"))) {
            Rounds rounds = Rounds.of(
                    stage.effort().rounds(),
                    stage.effort().warmUps(),
                    () -> commit.commitFor(slice, CALLERS, commit::send).perSecond(),
                    () -> (last[0] = load(broker, broker.http(), slice)).perSecond(),
                    () -> last[0].micros(0.99) / 1e3,
                    () -> (last[0] = load(broker, broker.link(), slice)).perSecond(),
                    () -> last[0].micros(0.99) / 1e3);
            Sheet.Floor bare = Sheet.Floor.of("bare group commit of the rows", 0);
            sheet.ratio("send, 32 callers, HTTP", "/s", rounds, 1, bare, AT_LEAST, 0.55);
            sheet.ratio("send, 32 callers, link", "/s", rounds, 3, bare, AT_LEAST, 0.75);
            sheet.value("send, 32 callers, HTTP, p99", "ms", rounds, 2);
            sheet.value("send, 32 callers, link, p99", "ms", rounds, 4);
        }
    }

    static Samples load(TestedBroker broker, Endpoint endpoint, long nanos) throws IOException {
        List<String> peers = broker.peers(CALLERS);
        return Load.run(endpoint, CALLERS, nanos, number -> {
            String body = Texts.send(peers.get(number), peers.get((number * 7 + 3) % CALLERS));
            return new byte[][] {endpoint.request("send", body)};
        });
    }
}
