package planted.only_main_ends_the_process.mesh.app;

final class WrongExit {
    private WrongExit() {}

    static void stop() {
        System.exit(1);
    }
}
