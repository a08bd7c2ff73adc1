package mesh.adapter.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import mesh.port.in.StatusReport;

/** Figures in the Prometheus text format, version 0.0.4. */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(8 * 1024);

    /** What is said of the broker: whether it answers, and what it holds. */
    MetricsText status(StatusReport report) {
        family("mesh_info", "gauge", "What this broker is.");
        out.append("mesh_info{version=\"")
                .append(escaped(report.version()))
                .append("\",role=\"")
                .append(escaped(report.role()))
                .append("\",store=\"")
                .append(escaped(report.store()))
                .append("\"} 1\n");
        gauge("mesh_uptime_seconds", "Seconds since the broker started.", report.uptimeSeconds());
        family("mesh_peers", "gauge", "Peers that are there.");
        sample("mesh_peers", "status", "active", report.activePeers());
        sample("mesh_peers", "status", "stale", report.stalePeers());
        gauge("mesh_messages", "Messages that are stored.", report.messages());
        gauge("mesh_messages_undelivered", "Messages that no client has taken over yet.", report.undelivered());
        gauge("mesh_locks", "Living locks.", report.locks());
        gauge("mesh_events", "Events that are stored.", report.events());
        family("mesh_store_bytes", "gauge", "Size of the store on disk.");
        sample("mesh_store_bytes", "file", "data", report.dbBytes());
        sample("mesh_store_bytes", "file", "wal", report.walBytes());
        return this;
    }

    MetricsText gauge(String name, String help, long value) {
        family(name, "gauge", help);
        out.append(name).append(' ').append(value).append('\n');
        return this;
    }

    MetricsText calls(CallMetrics metrics) {
        family("mesh_calls_total", "counter", "HTTP calls that were answered, by call and status.");
        for (Map.Entry<String, CallMetrics.Call> call : metrics.calls().entrySet())
            for (Map.Entry<Integer, LongAdder> count : new TreeMap<>(call.getValue().byStatus).entrySet())
                out.append("mesh_calls_total{call=\"")
                        .append(escaped(call.getKey()))
                        .append("\",status=\"")
                        .append(count.getKey())
                        .append("\"} ")
                        .append(count.getValue().sum())
                        .append('\n');
        family("mesh_refused_total", "counter", "HTTP requests that were refused before any call was made, by reason.");
        metrics.refused().forEach((code, count) -> sample("mesh_refused_total", "code", code.text(), count.sum()));
        family(
                "mesh_call_duration_seconds",
                "histogram",
                "How long the broker worked at a call; calls that waited for somebody are left out.");
        metrics.calls().forEach(this::histogram);
        return this;
    }

    private void histogram(String call, CallMetrics.Call figures) {
        long count = 0;
        for (int i = 0; i < figures.buckets.length; i++) {
            count += figures.buckets[i].sum();
            String bound =
                    i < CallMetrics.BOUNDS_MICROS.length ? seconds(CallMetrics.BOUNDS_MICROS[i] * 1_000) : "+Inf";
            out.append("mesh_call_duration_seconds_bucket{call=\"")
                    .append(escaped(call))
                    .append("\",le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(count)
                    .append('\n');
        }
        out.append("mesh_call_duration_seconds_sum{call=\"")
                .append(escaped(call))
                .append("\"} ");
        out.append(seconds(figures.nanos.sum())).append('\n');
        out.append("mesh_call_duration_seconds_count{call=\"")
                .append(escaped(call))
                .append("\"} ");
        out.append(count).append('\n');
    }

    private static String seconds(long nanos) {
        return Double.toString(nanos / 1e9);
    }

    private void family(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String label, String value, long figure) {
        out.append(name)
                .append('{')
                .append(label)
                .append("=\"")
                .append(value)
                .append("\"} ")
                .append(figure)
                .append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
