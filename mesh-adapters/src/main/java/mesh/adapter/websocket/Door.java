package mesh.adapter.websocket;

import java.net.InetAddress;
import java.util.function.BooleanSupplier;

/** Decides who is let in. */
@FunctionalInterface
interface Door {
    /**
     * Passes, or says why not; that may take a while.
     *
     * @return whether a guest who was let in like this may still stay; cheap
     */
    BooleanSupplier admit(UpgradeRequest request, InetAddress from) throws UpgradeRefused, InterruptedException;
}
