package mesh.adapter.memory;

import mesh.port.out.MeshStore;
import mesh.port.out.StoreProvider;

/** {@code SLM_MESH_STORE=memory:} is a broker that forgets everything when it stops. */
public final class MemoryStoreProvider implements StoreProvider {
    /** For the service loader. */
    public MemoryStoreProvider() {}

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public MeshStore open(String location, String directory) {
        return new MemoryStore();
    }
}
