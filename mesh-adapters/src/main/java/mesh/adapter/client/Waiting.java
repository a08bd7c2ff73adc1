package mesh.adapter.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.JsonObject;

/**
 * A call that waits at the broker, on a thread of its own. Cancelling it asks the broker: what came to something just
 * before is not cancelled.
 */
abstract class Waiting<T> extends CompletableFuture<T> implements Watcher {
    /** How long to wait for the broker to say that the call is cancelled. */
    private static final Duration CANCEL_WITHIN = Duration.ofSeconds(5);

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean givenUp;
    private volatile Link link;
    private volatile long id;

    /** Makes of an answer what is waited for. */
    abstract T outcome(JsonObject answer);

    /** Begins to wait. */
    final Waiting<T> start(Uplink uplink, Call call, Duration wait) {
        Thread thread = new Thread(() -> run(uplink, call, wait), "mesh-wait");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run(Uplink uplink, Call call, Duration wait) {
        try {
            JsonObject answer = uplink.call(call, wait, this);
            if (ErrorCode.CANCELLED.isIn(answer)) super.cancel(false);
            else complete(outcome(answer));
        } catch (RuntimeException e) {
            if (givenUp) super.cancel(false);
            else completeExceptionally(e);
        } finally {
            over.countDown();
        }
    }

    @Override
    public final void sent(Link on, long call) {
        id = call;
        link = on;
        if (givenUp) on.cancel(call);
    }

    @Override
    public final boolean isGivenUp() {
        return givenUp;
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        givenUp = true;
        Link on = link;
        if (on != null) on.cancel(id);
        try {
            if (!over.await(CANCEL_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) super.cancel(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            super.cancel(false);
        }
        return isCancelled();
    }
}
