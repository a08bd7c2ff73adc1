/** The program: entry point, composition root, and the broker for other programs to embed. */
module mesh.app {
    requires java.logging;
    requires java.sql; // the floors of the benchmark stand on the bare technology
    requires jdk.httpserver;
    requires transitive mesh.adapters;

    exports mesh.app;

    uses mesh.port.out.StoreProvider;
}
