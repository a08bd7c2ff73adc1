package planted.only_main_ends_the_process.mesh.adapter.cli;

import java.util.function.IntConsumer;

final class WrongReference {
    private WrongReference() {}

    static IntConsumer stop() {
        return System::exit;
    }
}
