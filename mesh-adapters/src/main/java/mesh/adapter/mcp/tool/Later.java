package mesh.adapter.mcp.tool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Goes on with what a wait came to. */
public final class Later {
    private Later() {}

    /** Like {@code thenApplyAsync}, and whoever cancels the result cancels the wait. */
    public static <T, R> CompletableFuture<R> then(CompletableFuture<T> wait, Executor executor, Function<T, R> next) {
        CompletableFuture<R> result = wait.thenApplyAsync(next, executor);
        return cancelling(result, wait);
    }

    /** Makes a cancelled {@code result} cancel {@code cause}. @return {@code result} */
    public static <R> CompletableFuture<R> cancelling(CompletableFuture<R> result, CompletableFuture<?> cause) {
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) cause.cancel(true);
        });
        return result;
    }
}
