package mesh.adapter.mcp.rpc;

import java.util.function.BooleanSupplier;

/** How a result gets to the client: written, with what goes before and after. */
@FunctionalInterface
public interface HandOver {
    /** Nothing goes with it. */
    HandOver PLAIN = BooleanSupplier::getAsBoolean;

    /** Runs {@code write} once; may block. @param write says whether the client can have it @return what it said */
    boolean run(BooleanSupplier write);

    /** Both around the same write. */
    default HandOver with(HandOver inner) {
        return write -> run(() -> inner.run(write));
    }
}
