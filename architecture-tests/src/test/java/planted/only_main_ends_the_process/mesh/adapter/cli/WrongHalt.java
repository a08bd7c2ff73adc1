package planted.only_main_ends_the_process.mesh.adapter.cli;

final class WrongHalt {
    private WrongHalt() {}

    static void stop() {
        Runtime.getRuntime().halt(1);
    }
}
