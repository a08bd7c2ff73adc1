package planted.time_and_ids_are_handed_in.mesh.application;

import java.time.Instant;
import java.util.function.Supplier;

/** A clock in disguise. */
final class WrongReference {
    private WrongReference() {}

    static Supplier<Instant> clock() {
        return Instant::now;
    }
}
