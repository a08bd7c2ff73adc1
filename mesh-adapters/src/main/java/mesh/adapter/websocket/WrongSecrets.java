package mesh.adapter.websocket;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each address showed a wrong secret of late, and how long it has to wait for the answer: 20 ms the first time,
 * twice as long each time, up to a second. Safe for use by many threads.
 */
final class WrongSecrets {
    static final Duration FIRST_DELAY = Duration.ofMillis(20);
    static final Duration MAX_DELAY = Duration.ofSeconds(1);
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    /** Beyond that, the address that has been quiet for longest is forgotten. */
    static final int MAX_ADDRESSES = 1_024;

    private final LongSupplier nanoTicker;
    private final Map<InetAddress, Attempts> byAddress = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * What is known of an address.
     *
     * @param count wrong secrets without such a quiet time between them, this one included
     */
    record Attempts(int count, long lastNanos) {
        Duration delay() {
            int doublings = Math.min(count - 1, Long.SIZE / 4);
            Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
            return delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
        }
    }

    WrongSecrets(LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
    }

    /** Counts one more. */
    synchronized Attempts count(InetAddress address) {
        long now = nanoTicker.getAsLong();
        Attempts before = byAddress.get(address);
        boolean fresh = before == null || now - before.lastNanos() > FORGOTTEN_AFTER.toNanos();
        Attempts after = new Attempts(fresh ? 1 : Math.min(before.count() + 1, Integer.MAX_VALUE - 1), now);
        byAddress.put(address, after);
        if (byAddress.size() > MAX_ADDRESSES) {
            var eldest = byAddress.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return after;
    }
}
