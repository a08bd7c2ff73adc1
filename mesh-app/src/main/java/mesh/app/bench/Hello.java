package mesh.app.bench;

/** The least that a Java process can do: the floor of everything that starts one. */
final class Hello {
    private Hello() {}

    public static void main(String[] words) {
        System.out.println("hello");
    }
}
