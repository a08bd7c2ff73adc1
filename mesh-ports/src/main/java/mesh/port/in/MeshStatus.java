package mesh.port.in;

/** How the mesh is. */
public interface MeshStatus {
    StatusReport report();

    /** Whether the store answers. Cheap; never throws. */
    boolean healthy();
}
