/** The program: entry point, composition root, and the broker for other programs to embed. */
module mesh.app {
    requires java.logging;
    requires transitive mesh.adapters;

    exports mesh.app;

    uses mesh.port.out.StoreProvider;
}
