package mesh.adapter.websocket;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Connections on which no WebSocket was begun yet. Where there are too many, the oldest is closed: who floods the port
 * loses connections as fast as it opens them, and who means it needs one for a moment only. Safe for use by many threads.
 */
final class Arrivals {
    private final int max;
    private final Set<Transport> waiting = new LinkedHashSet<>();
    private boolean closed;

    Arrivals(int max) {
        this.max = max;
    }

    synchronized void add(Transport transport) {
        waiting.add(transport);
        Iterator<Transport> oldest = waiting.iterator();
        while (waiting.size() > max || (closed && oldest.hasNext())) {
            oldest.next().close();
            oldest.remove();
        }
    }

    synchronized void remove(Transport transport) {
        waiting.remove(transport);
    }

    /** Closes all, also those that are still to be added. */
    synchronized void close() {
        closed = true;
        waiting.forEach(Transport::close);
        waiting.clear();
    }
}
