/** The rules of the mesh: records, decisions and their outcomes. Requires nothing but {@code java.base}. */
module mesh.domain {
    exports mesh.domain;
    exports mesh.domain.peer;
    exports mesh.domain.message;
    exports mesh.domain.state;
    exports mesh.domain.lock;
    exports mesh.domain.event;
}
