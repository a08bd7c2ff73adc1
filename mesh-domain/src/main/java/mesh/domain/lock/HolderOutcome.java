package mesh.domain.lock;

import java.util.List;
import java.util.function.Function;

/** What came of something that only a holder can do: renew or release. */
public sealed interface HolderOutcome {
    /** Done for all: the leases as they are now (renewed) or as they were (released). */
    record Done(List<HeldLock> locks) implements HolderOutcome {
        public Done {
            locks = List.copyOf(locks);
        }
    }

    /** Nothing was changed: somebody else holds it. */
    record HeldByOther(HeldLock lock) implements HolderOutcome {}

    /** Nothing was changed: nobody holds {@code path}. */
    record NotHeld(String path) implements HolderOutcome {}

    /** Nothing was changed: the caller holds it under a newer grant than its token says. */
    record StaleToken(HeldLock lock) implements HolderOutcome {}

    default <T> T match(
            Function<Done, T> onDone,
            Function<HeldByOther, T> onHeldByOther,
            Function<NotHeld, T> onNotHeld,
            Function<StaleToken, T> onStaleToken) {
        if (this instanceof Done done) return onDone.apply(done);
        if (this instanceof HeldByOther other) return onHeldByOther.apply(other);
        if (this instanceof NotHeld notHeld) return onNotHeld.apply(notHeld);
        return onStaleToken.apply((StaleToken) this);
    }
}
