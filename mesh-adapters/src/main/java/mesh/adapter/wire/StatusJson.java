package mesh.adapter.wire;

import mesh.port.in.StatusReport;

/** How the mesh is. */
public final class StatusJson {
    private StatusJson() {}

    static Answer health(StatusReport report) {
        return Answer.of(Answer.begin()
                .field("status", "ok")
                .field("version", report.version())
                .field("uptime", report.uptimeSeconds()));
    }

    static Answer answer(StatusReport report) {
        JsonWriter out = Answer.begin().field("status", "ok");
        write(out, report);
        return Answer.of(out);
    }

    public static void write(JsonWriter out, StatusReport report) {
        out.field("version", report.version())
                .field("uptime", report.uptimeSeconds())
                .field("pid", report.pid())
                .field("port", report.port())
                .object("peers")
                .field("active", report.activePeers())
                .field("stale", report.stalePeers())
                .field("total", report.activePeers() + report.stalePeers())
                .end()
                .object("messages")
                .field("total", report.messages())
                .field("undelivered", report.undelivered())
                .end()
                .object("locks")
                .field("active", report.locks())
                .end()
                .object("events")
                .field("total", report.events())
                .end()
                .object("db")
                .field("sizeBytes", report.dbBytes())
                .field("walSizeBytes", report.walBytes())
                .end()
                .field("role", report.role())
                .field("store", report.store());
    }

    public static StatusReport read(JsonObject answer) {
        JsonObject peers = answer.object("peers");
        JsonObject messages = answer.object("messages");
        JsonObject db = answer.object("db");
        return new StatusReport(
                answer.string("version"),
                answer.integer("uptime"),
                answer.integer("pid"),
                Math.toIntExact(answer.integer("port")),
                Math.toIntExact(peers.integer("active")),
                Math.toIntExact(peers.integer("stale")),
                messages.integer("total"),
                messages.integer("undelivered"),
                answer.object("locks").integer("active"),
                answer.object("events").integer("total"),
                db.integer("sizeBytes"),
                db.integer("walSizeBytes"),
                answer.string("role"),
                answer.string("store"));
    }
}
