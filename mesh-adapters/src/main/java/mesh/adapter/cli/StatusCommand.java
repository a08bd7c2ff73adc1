package mesh.adapter.cli;

import java.time.Duration;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;
import mesh.adapter.wire.StatusJson;
import mesh.port.in.StatusReport;

/** {@code slm-mesh status}. */
final class StatusCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("status", "Shows the running broker and its figures.")
                .note("Starts nothing: with no broker running, it says so and ends with status 3.");
    }

    @Override
    public int run(Invocation call) {
        StatusReport report = call.runningMesh().status().report();
        if (call.json()) {
            JsonWriter out = Answer.begin().field("status", "ok");
            StatusJson.write(out, report);
            return call.answer(
                    out.field("dataDirectory", call.broker().dataDirectory().toString()));
        }
        Style style = call.style();
        call.line(style.bold("slm-mesh " + report.version()) + "  " + style.good("running") + " for "
                + Durations.shown(Duration.ofSeconds(report.uptimeSeconds())) + ", pid " + report.pid() + ", port "
                + report.port());
        call.broker().lan().hub().ifPresent(hub -> line(call, "hub", hub));
        line(call, "data", call.broker().dataDirectory() + "  " + store(report));
        line(
                call,
                "peers",
                report.activePeers() + " active"
                        + (report.stalePeers() == 0 ? "" : ", " + report.stalePeers() + " stale"));
        line(call, "messages", report.messages() + ", " + report.undelivered() + " not delivered yet");
        line(call, "locks", Long.toString(report.locks()));
        line(call, "events", Long.toString(report.events()));
        return CommandLine.OK;
    }

    private static String store(StatusReport report) {
        String size = report.dbBytes() + report.walBytes() == 0 ? "" : ", " + Shown.bytes(report.dbBytes());
        String log = report.walBytes() == 0 ? "" : " and " + Shown.bytes(report.walBytes()) + " of write-ahead log";
        return "(" + report.store() + size + log + ")";
    }

    private static void line(Invocation call, String name, String value) {
        StringBuilder line = new StringBuilder("  ").append(name);
        while (line.length() < 12) line.append(' ');
        call.line(line.append(value).toString());
    }
}
