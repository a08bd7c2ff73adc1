package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.util.List;

/** From a send until its recipients have the frame, all over the UNIX socket. */
final class PushRow implements Row {
    @Override
    public String name() {
        return "push";
    }

    @Override
    public String title() {
        return "send to frame received";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        if (!stage.durable()) {
            sheet.notMeasured(title(), Stage.NO_DISK);
            return;
        }
        TestedBroker broker = stage.newCrowd();
        List<String> peers = broker.peers(Stage.CROWD);
        long slice = stage.effort().sliceNanos();
        String toOne = Texts.send("cli", peers.get(0));
        String toAll = Texts.send("cli", "all");
        Pushes.measure(broker, peers, toAll, stage.effort().loadNanos()); // its code is compiled then
        Samples[] bare = new Samples[1];
        Pushes[] seen = new Pushes[1];
        try (SocketFloor socket = new SocketFloor(stage.place("echo"));
                CommitFloor commit = new CommitFloor(stage.place("bare"))) {
            Rounds rounds = Rounds.of(
                    stage.effort().rounds(),
                    stage.effort().warmUps(),
                    () -> (bare[0] = bare(socket, commit, toOne, 1, slice)).median(),
                    () -> bare[0].micros(0.99),
                    () -> (bare[0] = bare(socket, commit, toOne, Stage.CROWD, slice)).median(),
                    () -> bare[0].micros(0.99),
                    () -> (seen[0] = Pushes.measure(broker, peers.subList(0, 1), toOne, slice))
                            .frames()
                            .median(),
                    () -> seen[0].frames().micros(0.99),
                    () -> (seen[0] = Pushes.measure(broker, peers, toAll, slice))
                            .frames()
                            .median(),
                    () -> seen[0].frames().micros(0.99),
                    () -> seen[0].lasts().median() / seen[0].firsts().median());
            String path = "bare way of ";
            Sheet.Floor one = Sheet.Floor.of(path + "1 row, p50", 0);
            Sheet.Floor oneSlow = Sheet.Floor.of(path + "1 row, p99", 1);
            Sheet.Floor all = Sheet.Floor.of(path + "50 rows, p50", 2);
            Sheet.Floor allSlow = Sheet.Floor.of(path + "50 rows, p99", 3);
            sheet.ratio("send to frame, 1 peer, p50", "us", rounds, 4, one, AT_MOST, 1.5);
            sheet.ratio("send to frame, 1 peer, p99", "us", rounds, 5, oneSlow, AT_MOST, 3);
            sheet.ratio("send to frame, 50 peers, p50", "us", rounds, 6, all, AT_MOST, 1.5);
            sheet.ratio("send to frame, 50 peers, p99", "us", rounds, 7, allSlow, AT_MOST, 3);
            sheet.value("last of 50 / first of 50", "times", rounds, 8, AT_MOST, 2.5);
        }
    }

    /** The same way without a broker: over a socket there and back, the durable rows, over a socket to the recipient. */
    private static Samples bare(SocketFloor socket, CommitFloor commit, String body, int rows, long nanos)
            throws IOException {
        Samples samples = new Samples();
        Endpoint endpoint = socket.endpoint();
        try (Caller caller = new Caller(endpoint, endpoint.request("send", body))) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos)
                samples.add(caller.call() + commit.insert(rows) + caller.call() / 2);
            return samples.within(System.nanoTime() - start);
        }
    }
}
