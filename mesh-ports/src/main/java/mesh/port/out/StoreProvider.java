package mesh.port.out;

/**
 * Opens stores of one kind. Found through {@link java.util.ServiceLoader}: put a jar with an implementation into the
 * distribution's {@code lib} folder and name it in {@code SLM_MESH_STORE=<scheme>:<location>}. The contract that a store
 * must pass comes as the test jar of {@code mesh-adapters}.
 */
public interface StoreProvider {
    /** What comes before the first colon that is ours: {@code memory}, {@code jdbc:postgresql}. Lower case. */
    String scheme();

    /**
     * Opens a store, and makes it ready where it is new.
     *
     * @param location the whole of the setting, scheme included; may hold a password and is never logged
     * @param directory the broker's data directory, absolute
     * @throws StoreException where it cannot be opened
     */
    MeshStore open(String location, String directory);
}
