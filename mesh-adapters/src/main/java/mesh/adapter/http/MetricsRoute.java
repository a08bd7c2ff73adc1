package mesh.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import mesh.port.in.MeshStatus;
import mesh.port.in.MeshUnavailable;

/** {@code GET /metrics}: figures for Prometheus, also while the store does not answer. */
final class MetricsRoute implements Routes.Handler {
    private static final Logger LOG = System.getLogger(MetricsRoute.class.getName());

    private final MeshStatus status;
    private final CallMetrics metrics;
    private final CallRoutes calls;
    private final StreamRoute streams;
    private final Replies replies;

    MetricsRoute(MeshStatus status, CallMetrics metrics, CallRoutes calls, StreamRoute streams, Replies replies) {
        this.status = status;
        this.metrics = metrics;
        this.calls = calls;
        this.streams = streams;
        this.replies = replies;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        MetricsText text = new MetricsText();
        text.gauge("mesh_up", "Whether the store answers.", addStatus(text) ? 1 : 0)
                .gauge("mesh_http_waiting", "Calls that wait for somebody.", calls.waiting())
                .gauge("mesh_http_streams", "Event streams that are open.", streams.open())
                .calls(metrics);
        replies.send(exchange, 200, MetricsText.CONTENT_TYPE, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean addStatus(MetricsText text) {
        if (!status.healthy()) return false;
        try {
            text.status(status.report());
            return true;
        } catch (MeshUnavailable e) {
            LOG.log(Level.DEBUG, "There is no status for the metrics", e);
            return false;
        }
    }
}
