package planted.time_and_ids_are_handed_in.mesh.app;

import java.time.InstantSource;

final class RightRoot {
    private RightRoot() {}

    static InstantSource clock() {
        return InstantSource.system();
    }
}
