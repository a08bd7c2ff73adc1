package mesh.domain.lock;

import java.util.List;
import java.util.function.Function;

/** What an attempt to acquire came to. */
public sealed interface LockOutcome {
    /** Everything that was asked for. @param renewed whether the peer held all of it before */
    record Granted(List<HeldLock> locks, boolean renewed) implements LockOutcome {
        public Granted {
            locks = List.copyOf(locks);
        }
    }

    /**
     * Nothing, others hold some of it, or came first.
     *
     * @param blocking leases in the way; when it is empty, those in {@code ahead} wait for something that overlaps
     * @param ahead names of the peers that wait already
     * @param waited whether the wait that was asked for ran out
     */
    record Held(List<HeldLock> blocking, List<String> ahead, boolean waited) implements LockOutcome {
        public Held {
            blocking = List.copyOf(blocking);
            ahead = List.copyOf(ahead);
        }
    }

    /** Waiting would never end. @param chain names, each waiting for the next, the last waiting for the caller */
    record WouldDeadlock(List<HeldLock> blocking, List<String> chain) implements LockOutcome {
        public WouldDeadlock {
            blocking = List.copyOf(blocking);
            chain = List.copyOf(chain);
        }
    }

    default <T> T match(
            Function<Granted, T> onGranted, Function<Held, T> onHeld, Function<WouldDeadlock, T> onDeadlock) {
        if (this instanceof Granted granted) return onGranted.apply(granted);
        if (this instanceof Held held) return onHeld.apply(held);
        return onDeadlock.apply((WouldDeadlock) this);
    }
}
