package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.util.List;

/** Whether the database's write-ahead log stays bounded under constant load, and what the slowest call took meanwhile. */
final class LogRow implements Row {
    private static final int CALLERS = ManySendsRow.CALLERS;

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public String title() {
        return "constant load, 32 callers";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        TestedBroker broker = stage.busyBroker();
        List<String> peers = broker.peers(CALLERS);
        Endpoint link = broker.link();
        Samples calls = Load.run(link, CALLERS, stage.effort().loadNanos() * 3, number ->
                new byte[][] {link.request("send", Texts.send(peers.get(number), peers.get((number + 1) % CALLERS)))});
        sheet.value("largest WAL of all brokers so far", "MB", stage.mostLogBytes() / 1e6, AT_MOST, 64);
        sheet.value("slowest of " + calls.size() + " sends, 32 callers", "ms", calls.micros(1) / 1e3);
    }
}
