package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_LEAST;

import java.io.IOException;
import java.util.List;

/** What agents look at all the time: their messages, who is there, an entry of the state. */
final class ReadRow implements Row {
    private static final int CALLERS = ManySendsRow.CALLERS;

    @Override
    public String name() {
        return "read";
    }

    @Override
    public String title() {
        return "reads, 32 callers";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        try (TestedBroker broker = stage.filledBroker(stage.effort().messages(), 1_000, 0)) {
            List<String> peers = broker.peers(Stage.CROWD);
            broker.call("state", Texts.set(peers.get(0), 0));
            String twenty = Texts.inbox(peers.get(0), "all");
            read(
                    stage,
                    sheet,
                    broker,
                    "messages, 20 of " + String.format("%,d", stage.effort().messages()),
                    "messages",
                    twenty);
            read(stage, sheet, broker, "peers, all " + Stage.CROWD, "peers", "{\"scope\":\"machine\"}");
            read(stage, sheet, broker, "state get", "state", Texts.get(0));
        }
    }

    private static void read(Stage stage, Sheet sheet, TestedBroker broker, String work, String call, String body)
            throws IOException {
        long slice = stage.effort().sliceNanos();
        Endpoint http = broker.http();
        try (HttpFloor floor = new HttpFloor(broker.answerBytes(call, body))) {
            Rounds rounds = Rounds.of(
                    stage.effort().rounds(),
                    stage.effort().warmUps(),
                    () -> load(floor.endpoint(), call, body, slice),
                    () -> load(http, call, body, slice));
            Sheet.Floor bare = Sheet.Floor.of("HttpServer, same body", 0);
            sheet.ratio(work + ", 32 callers, HTTP", "/s", rounds, 1, bare, AT_LEAST, 0.4);
        }
    }

    private static double load(Endpoint endpoint, String call, String body, long nanos) throws IOException {
        return Load.run(endpoint, CALLERS, nanos, number -> new byte[][] {endpoint.request(call, body)})
                .perSecond();
    }
}
