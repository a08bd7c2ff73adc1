package mesh.adapter.host.relay;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers that were given and are still to be confirmed, on a connection of its own. Safe for use by many threads. */
final class Confirmations {
    /** More are not waited for: their messages stay unread, and are shown again. */
    private static final int MAX_WAITING = 256;

    private static final int ID_BYTES = 16;

    private final Map<String, Runnable> waiting = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final ScheduledExecutorService timer;
    private final Duration patience;

    /** @param patience how long a confirmation may take to come */
    Confirmations(ScheduledExecutorService timer, Duration patience) {
        this.timer = timer;
        this.patience = patience;
    }

    /** @return what confirms it */
    String expect(Runnable handedOver) {
        if (waiting.size() >= MAX_WAITING) return HookPost.NOTHING_TO_CONFIRM;
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        waiting.put(id, handedOver);
        timer.schedule(() -> waiting.remove(id), patience.toMillis(), TimeUnit.MILLISECONDS);
        return id;
    }

    /** Confirms once; does nothing where nobody waits for {@code id}. */
    void confirm(String id) {
        Runnable handedOver = waiting.remove(id);
        if (handedOver != null) handedOver.run();
    }
}
