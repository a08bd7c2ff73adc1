package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What callers notice of the housekeeping, while it forgets a great many messages. */
final class HousekeepingRow implements Row {
    private static final int OUTDATED = 100_000;

    /** The broker begins to forget 30 s after its start, and takes about as long. */
    private static final long BEFORE = TimeUnit.SECONDS.toNanos(20);

    private static final long LONG_ENOUGH = TimeUnit.SECONDS.toNanos(40);

    @Override
    public String name() {
        return "housekeeping";
    }

    @Override
    public String title() {
        return String.format("sends while housekeeping forgets %,d messages", OUTDATED);
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        if (stage.effort().manyMessages() == 0) {
            sheet.notMeasured(title(), "left out by --quick");
            return;
        }
        try (TestedBroker broker = stage.filledBroker(1_000, 200, OUTDATED)) {
            List<String> peers = broker.peers(2);
            Endpoint http = broker.http();
            byte[][] send = {http.request("send", Texts.send(peers.get(0), peers.get(1)))};
            byte[][] get = {http.request("state", Texts.get(0))};
            Samples undisturbed = Load.run(http, 2, BEFORE, number -> number == 0 ? send : get);
            long before = total(broker);
            Samples mixed = Load.run(http, 2, LONG_ENOUGH, number -> number == 0 ? send : get);
            long after = total(broker);
            if (after > before - OUTDATED / 2 + mixed.size())
                throw new IOException("The broker has not forgotten what is outdated: " + before + ", then " + after);
            sheet.value(
                    "worst of " + mixed.size() + " calls while housekeeping works",
                    "ms",
                    mixed.micros(1) / 1e3,
                    AT_MOST,
                    20);
            sheet.value("p99.9 of them", "ms", mixed.micros(0.999) / 1e3);
            sheet.value(
                    "floor: worst of " + undisturbed.size() + " calls before it begins",
                    "ms",
                    undisturbed.micros(1) / 1e3);
            sheet.value("floor: p99.9 of them", "ms", undisturbed.micros(0.999) / 1e3);
        }
    }

    private static long total(TestedBroker broker) throws IOException {
        return broker.call("status", "").object("messages").integer("total");
    }
}
