/** What the mesh can do (ports in), what it needs (ports out), and the use cases between them. */
module mesh.ports {
    requires transitive mesh.domain;

    exports mesh.port.in;
    exports mesh.port.out;
    exports mesh.application;
}
