package planted.only_main_ends_the_process.mesh.adapter.cli;

/** The name alone gives no right. */
final class Main {
    private Main() {}

    static final class WrongNamesake {
        private WrongNamesake() {}

        static void stop() {
            System.exit(1);
        }
    }
}
