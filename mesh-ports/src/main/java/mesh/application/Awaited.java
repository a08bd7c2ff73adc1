package mesh.application;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import mesh.domain.InvalidInput;

/**
 * A result that several may try to bring about and one does: whoever takes it may act, the others find it taken.
 * Cancelling takes it, too, and fails once it is taken, so that nothing is done for somebody who is gone.
 */
class Awaited<T> extends CompletableFuture<T> {
    private final AtomicBoolean taken = new AtomicBoolean();

    /** Refuses waits that are negative or longer than {@code max}. */
    static void checkWait(Duration wait, Duration max) {
        InvalidInput.range("waitMs", wait.toMillis(), 0, max.toMillis());
    }

    /** Whether the caller is the one to bring the result about. */
    final boolean take() {
        return taken.compareAndSet(false, true);
    }

    final boolean isTaken() {
        return taken.get();
    }

    /** Brings the result about if {@code ready} says so and nobody else did; a failure of either is the result. */
    final void finishIf(BooleanSupplier ready, Supplier<T> result) {
        try {
            if (isTaken() || !ready.getAsBoolean() || !take()) return;
            complete(result.get());
        } catch (RuntimeException e) {
            take();
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return take() && super.cancel(mayInterruptIfRunning);
    }
}
