package mesh.adapter.mcp.era2025;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import mesh.adapter.mcp.http.EventStream;
import mesh.adapter.mcp.rpc.Outbox;
import mesh.adapter.mcp.rpc.Pump;
import mesh.adapter.mcp.tool.Workers;

/**
 * The stream of a session that its client opens with GET: one at a time, the newest. Notifications wait while there is
 * none, and a client that lost its stream gets what it missed.
 */
final class SessionStream implements Outbox {
    /** What can be sent again; {@code Last-Event-ID} from before that starts with the oldest of these. */
    private static final int MAX_KEPT = 256;

    private final Pump pump;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Event> sent = new ArrayDeque<>();
    private long lastId;
    private EventStream open;

    private record Event(long id, String json) {}

    SessionStream(Workers workers) {
        this.pump = new Pump(workers.calls(), this::write, false);
    }

    @Override
    public boolean notify(String method, Supplier<String> params) {
        return pump.notify(method, params);
    }

    /** Goes on over {@code stream}. @param after the last event that the client has; {@link Long#MAX_VALUE} for all */
    void attach(EventStream stream, long after) {
        lock.lock();
        try {
            if (open != null) open.close();
            open = stream.begin() ? stream : null;
            for (Event event : sent) if (open != null && event.id > after && !stream.send(event.id, event.json)) lose();
            if (open != null) pump.resume();
        } finally {
            lock.unlock();
        }
    }

    private boolean write(String json) {
        lock.lock();
        try {
            Event event = new Event(++lastId, json);
            sent.add(event);
            if (sent.size() > MAX_KEPT) sent.remove();
            if (open != null && !open.send(event.id, json)) lose();
            return open != null;
        } finally {
            lock.unlock();
        }
    }

    /** Shows the client that the stream is alive. @return whether there is one */
    boolean beat() {
        lock.lock();
        try {
            if (open != null && !open.comment()) lose();
            return open != null;
        } finally {
            lock.unlock();
        }
    }

    private void lose() {
        open = null;
        pump.pause();
    }

    void close() {
        lock.lock();
        try {
            if (open != null) open.close();
            lose();
        } finally {
            lock.unlock();
        }
    }
}
