package planted.only_main_ends_the_process.mesh.app;

/** The one that may. */
final class Main {
    private Main() {}

    static void stop() {
        System.exit(0);
    }
}
