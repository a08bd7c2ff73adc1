package mesh.adapter.wire;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import mesh.domain.peer.PeerId;
import mesh.port.in.Mesh;

/**
 * The calls of the mesh by name, whatever carries them. Whoever calls has shown the broker's token (or sits on a socket
 * that needs none); what is done in a peer's name is admitted here. Safe for use by many threads.
 */
public final class Calls {
    private final Mesh mesh;
    private final Executor waiters;
    private final Map<String, Call> byName;

    /** One call, not yet guarded against what it throws. */
    @FunctionalInterface
    interface Call {
        CompletableFuture<Answer> answer(JsonObject body, Caller caller);
    }

    /** @param waiters turns what a long wait came to into an answer, off the thread that ended the wait */
    public Calls(Mesh mesh, Executor waiters) {
        this.mesh = requireNonNull(mesh);
        this.waiters = requireNonNull(waiters);
        PeerCalls peers = new PeerCalls(mesh.peers(), this);
        MessageCalls messages = new MessageCalls(mesh.messages(), this);
        this.byName = Map.ofEntries(
                Map.entry("health", (body, caller) -> done(health())),
                Map.entry(
                        "status",
                        (body, caller) -> done(StatusJson.answer(mesh.status().report()))),
                Map.entry("register", peers::register),
                Map.entry("unregister", peers::unregister),
                Map.entry("heartbeat", peers::heartbeat),
                Map.entry("peers", peers::peers),
                Map.entry("peer", peers::peer),
                Map.entry("summary", peers::summary),
                Map.entry("send", messages::send),
                Map.entry("messages", messages::messages),
                Map.entry("message", messages::message),
                Map.entry("messages/ack", messages::acknowledge),
                Map.entry("state", new StateCall(mesh.state(), this)),
                Map.entry("lock", new LockCall(mesh.locks(), this)),
                Map.entry("events", new EventCall(mesh.events(), this)));
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /**
     * Makes a call. The future never fails, but an answer may say that the call did; it is complete already unless the
     * call waits for something. Cancelling it ends the wait.
     */
    public CompletableFuture<Answer> call(String name, JsonObject body, Caller caller) {
        Call call = byName.get(name);
        if (call == null)
            return done(ErrorJson.answer(ErrorCode.NOT_FOUND, "There is no such call; the documentation lists them."));
        try {
            return call.answer(body, caller);
        } catch (RuntimeException e) {
            return done(ErrorJson.answer(e));
        }
    }

    static CompletableFuture<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** An answer to come; cancelling it ends {@code wait}, unless that has come to something already. */
    <T> CompletableFuture<Answer> later(CompletableFuture<T> wait, Function<T, Answer> answer) {
        Later<T> later = new Later<>(wait, answer);
        wait.whenCompleteAsync(later::end, waiters);
        return later;
    }

    /** What a wait comes to: a grant that came just before the caller gave up is still told. */
    private static final class Later<T> extends CompletableFuture<Answer> {
        private final CompletableFuture<T> wait;
        private final Function<T, Answer> answer;
        private volatile boolean givenUp;

        Later(CompletableFuture<T> wait, Function<T, Answer> answer) {
            this.wait = wait;
            this.answer = answer;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            givenUp = true;
            return wait.cancel(mayInterruptIfRunning) && (super.cancel(mayInterruptIfRunning) || isCancelled());
        }

        void end(T result, Throwable thrown) {
            if (givenUp && wait.isCancelled()) super.cancel(false);
            else complete(told(result, thrown, answer));
        }
    }

    private static <T> Answer told(T result, Throwable thrown, Function<T, Answer> answer) {
        if (thrown != null) return ErrorJson.answer(thrown);
        try {
            return answer.apply(result);
        } catch (RuntimeException e) {
            return ErrorJson.answer(e);
        }
    }

    /** Passes if {@code caller} may act as {@code peer} now; counts towards the peer's rate. */
    PeerId admit(PeerId peer, Caller caller) {
        mesh.peers().admit(peer, caller.peerToken(), true);
        return peer;
    }

    /** {@link #admit} without counting. */
    PeerId admitUncounted(PeerId peer, Caller caller) {
        mesh.peers().admit(peer, caller.peerToken(), false);
        return peer;
    }

    private Answer health() {
        return mesh.status().healthy()
                ? StatusJson.health(mesh.status().report())
                : ErrorJson.answer(
                        ErrorCode.STORE_UNAVAILABLE,
                        "The store does not answer. Run 'slm-mesh doctor', or look at the broker's log.");
    }
}
