package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.util.List;

/** A send by one caller, on the disk when it is answered. */
final class SendRow implements Row {
    @Override
    public String name() {
        return "send";
    }

    @Override
    public String title() {
        return "send, 1 caller";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        if (!stage.durable()) {
            sheet.notMeasured("send, 1 caller, p50", Stage.NO_DISK);
            return;
        }
        TestedBroker broker = stage.busyBroker();
        List<String> peers = broker.peers(2);
        String body = Texts.send(peers.get(0), peers.get(1));
        long slice = stage.effort().sliceNanos();
        int answerBytes = 120;
        try (HttpFloor http = new HttpFloor(answerBytes);
                SocketFloor socket = new SocketFloor(stage.place("echo"));
                CommitFloor commit = new CommitFloor(stage.place("bare"))) {
            Rounds rounds = Rounds.of(
                    stage.effort().rounds(),
                    stage.effort().warmUps(),
                    () -> alone(http.endpoint(), body, slice / 2),
                    () -> alone(socket.endpoint(), body, slice / 2),
                    () -> commit.insertFor(slice / 2).median(),
                    () -> alone(broker.http(), body, slice),
                    () -> alone(broker.link(), body, slice));
            Sheet.Floor overHttp = Sheet.Floor.sum("HttpServer echo + SQLite insert", 0, 2);
            Sheet.Floor overLink = Sheet.Floor.sum("socket ping-pong + SQLite insert", 1, 2);
            sheet.ratio("send, 1 caller, HTTP, p50", "us", rounds, 3, overHttp, AT_MOST, 1.3);
            sheet.ratio("send, 1 caller, link, p50", "us", rounds, 4, overLink, AT_MOST, 1.2);
            sheet.value("floor: HttpServer echo, p50", "us", rounds, 0);
            sheet.value("floor: socket ping-pong, p50", "us", rounds, 1);
            sheet.value("floor: SQLite insert, p50", "us", rounds, 2);
        }
    }

    private static double alone(Endpoint endpoint, String body, long nanos) throws IOException {
        try (Caller caller = new Caller(endpoint, endpoint.request("send", body))) {
            return caller.callFor(nanos).median();
        }
    }
}
