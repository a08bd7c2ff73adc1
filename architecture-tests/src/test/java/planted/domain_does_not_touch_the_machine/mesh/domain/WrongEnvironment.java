package planted.domain_does_not_touch_the_machine.mesh.domain;

final class WrongEnvironment {
    private WrongEnvironment() {}

    static String user() {
        return System.getenv("USER");
    }
}
