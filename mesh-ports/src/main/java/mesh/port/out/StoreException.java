package mesh.port.out;

import mesh.port.in.MeshUnavailable;

/** The store could not do it; nothing of the work is stored. */
public final class StoreException extends MeshUnavailable {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(Reason.STORE_UNAVAILABLE, message, cause);
    }

    private StoreException(Reason reason, String message, Throwable cause) {
        super(reason, message, cause);
    }

    /** There is no room left on the device. */
    public static StoreException full(String message, Throwable cause) {
        return new StoreException(Reason.STORAGE_FULL, message, cause);
    }
}
