package planted.time_and_ids_are_handed_in.mesh.domain;

import java.util.UUID;

record WrongId(UUID id) {
    WrongId() {
        this(UUID.randomUUID());
    }
}
