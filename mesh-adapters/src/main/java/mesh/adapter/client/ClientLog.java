package mesh.adapter.client;

/** The log of this package. Only what is logged sets the logging up: most clients live for a moment and log nothing. */
final class ClientLog {
    static final System.Logger LOG = System.getLogger("mesh.adapter.client");

    private ClientLog() {}
}
