package mesh.adapter.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;

/** Waits longer than one call of the mesh may. */
final class Waiting {
    private Waiting() {}

    /**
     * Asks again until an answer is {@code enough} or {@code wait} is over.
     *
     * @param longest that one round may last
     * @return the last answer
     */
    static <T> T inRounds(
            Duration wait, Duration longest, Function<Duration, CompletableFuture<T>> round, Predicate<T> enough) {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            long left = Math.max(0, end - System.nanoTime());
            Duration next = Duration.ofNanos(Math.min(left, longest.toNanos()));
            T answer = join(round.apply(next));
            if (enough.test(answer) || end - System.nanoTime() <= 0) return answer;
        }
    }

    /** The future's value; what it failed with is thrown as it is. */
    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }
}
