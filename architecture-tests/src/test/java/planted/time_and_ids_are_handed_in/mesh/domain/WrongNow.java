package planted.time_and_ids_are_handed_in.mesh.domain;

import java.time.Instant;

record WrongNow(Instant at) {
    WrongNow() {
        this(Instant.now());
    }
}
