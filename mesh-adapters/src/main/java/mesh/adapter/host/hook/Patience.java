package mesh.adapter.host.hook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import mesh.port.in.MeshUnavailable;

/** How long a host is kept waiting for the mesh. */
public final class Patience {
    /** A tool call waits no longer for the mesh than this. */
    public static final Duration FOR_A_CALL = Duration.ofMillis(250);

    /** A session that starts may have to start the broker first. */
    public static final Duration FOR_A_START = Duration.ofSeconds(8);

    /** Where the mesh is another machine's, a call has to find its way there first, encrypted. */
    public static final Duration FOR_A_CALL_ACROSS = Duration.ofSeconds(3);

    /** Whoever asks is inside the broker: there is nothing to wait for. */
    public static final Patience UNLIMITED = new Patience(Optional.empty(), Optional.empty());

    public static final Patience ACROSS_MACHINES =
            new Patience(Optional.of(FOR_A_CALL_ACROSS), Optional.of(FOR_A_START));

    private final Optional<Duration> forACall;
    private final Optional<Duration> forAStart;

    private Patience(Optional<Duration> forACall, Optional<Duration> forAStart) {
        this.forACall = forACall;
        this.forAStart = forAStart;
    }

    /** Runs {@code work} on a thread of its own where there is a limit. @throws MeshUnavailable when it takes too long */
    <T> T wait(boolean starting, Supplier<T> work) {
        Optional<Duration> limit = starting ? forAStart : forACall;
        if (limit.isEmpty()) return work.get();
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread worker = new Thread(task, "hook");
        worker.setDaemon(true);
        worker.start();
        try {
            return task.get(limit.get().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MeshUnavailable(
                    MeshUnavailable.Reason.NOT_REACHABLE,
                    "no answer within " + limit.get().toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, "interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException("the decision failed", e.getCause());
        }
    }
}
