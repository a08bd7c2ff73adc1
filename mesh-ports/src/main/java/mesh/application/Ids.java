package mesh.application;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;
import mesh.domain.event.EventId;
import mesh.domain.message.MessageId;
import mesh.domain.peer.PeerId;

/**
 * New ids: version 4 for peers, version 7 for what is stored in order (RFC 9562, sections 5.4 and 5.7, with a counter
 * in {@code rand_a} that keeps ids of one millisecond in order). Safe for use by many threads.
 */
public final class Ids {
    private static final int COUNTER_BITS = 12;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long lastStamp;

    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Ids that nobody can guess. */
    public static Ids secure(InstantSource clock) {
        return new Ids(clock, new SecureRandom());
    }

    RandomGenerator random() {
        return random;
    }

    PeerId newPeer() {
        long high = random.nextLong() & ~0xF000L | 0x4000L;
        return new PeerId(new UUID(high, variant(random.nextLong())).toString());
    }

    MessageId newMessage() {
        return new MessageId(timeOrdered());
    }

    EventId newEvent() {
        return new EventId(timeOrdered());
    }

    private String timeOrdered() {
        long stamp = nextStamp();
        long high = (stamp >>> COUNTER_BITS) << 16 | 0x7000L | stamp & ((1 << COUNTER_BITS) - 1);
        return new UUID(high, variant(random.nextLong())).toString();
    }

    /** Milliseconds and counter in one number that only grows; a full counter borrows from the next millisecond. */
    private synchronized long nextStamp() {
        lastStamp = Math.max(lastStamp + 1, clock.millis() << COUNTER_BITS);
        return lastStamp;
    }

    private static long variant(long low) {
        return low & ~(3L << 62) | 1L << 63;
    }
}
