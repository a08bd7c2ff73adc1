package planted.time_and_ids_are_handed_in.mesh.application;

import java.time.Instant;
import java.time.InstantSource;

record RightClock(InstantSource clock) {
    Instant now() {
        return clock.instant();
    }
}
