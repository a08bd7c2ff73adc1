package mesh.port.in;

/** The mesh cannot answer now: its store fails, it is stopping, or it cannot be reached. Nothing is known to be done. */
public class MeshUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why it cannot answer. */
    public enum Reason {
        STORE_UNAVAILABLE,
        STORAGE_FULL,
        SHUTTING_DOWN,
        NOT_REACHABLE
    }

    public MeshUnavailable(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public MeshUnavailable(Reason reason, String message) {
        this(reason, message, null);
    }

    public Reason reason() {
        return reason;
    }
}
