package mesh.adapter.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.StateJson;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;
import mesh.port.in.SharedState;

/** The shared state of a mesh elsewhere. */
final class RemoteState implements SharedState {
    private final Uplink uplink;

    RemoteState(Uplink uplink) {
        this.uplink = uplink;
    }

    @Override
    public Optional<StateEntry> get(StateKey key) {
        return StateJson.readEntry(uplink.ask(Call.question("state", out -> StateJson.writeGet(out, key))));
    }

    @Override
    public List<StateEntry> list(StateQuery query) {
        return StateJson.readList(uplink.ask(Call.question("state", out -> StateJson.writeList(out, query))));
    }

    /**
     * A change that was made just before a link ended, and tried again, finds its own version there: that is no mismatch.
     * One without {@code ifVersion} may then count as two.
     */
    @Override
    public PutOutcome put(PutState request) {
        AtomicInteger attempts = new AtomicInteger();
        JsonObject answer = uplink.call(
                Call.repeatable("state", request.peer(), out -> StateJson.writeSet(out, request)),
                Duration.ZERO,
                (link, id) -> attempts.incrementAndGet());
        PutOutcome outcome = StateJson.readOutcome(answer);
        if (attempts.get() > 1 && outcome instanceof PutOutcome.Mismatch mismatch && isOwn(request, mismatch))
            return new PutOutcome.Changed(mismatch.current().get());
        return outcome;
    }

    private static boolean isOwn(PutState request, PutOutcome.Mismatch mismatch) {
        return mismatch.current()
                .filter(entry -> entry.updatedBy().equals(request.peer())
                        && entry.value().equals(request.value())
                        && entry.version() == request.ifVersion().get() + 1)
                .isPresent();
    }

    /** A deletion that was tried again over the next link may find nothing there any more, and says so. */
    @Override
    public PutOutcome delete(DeleteState request) {
        return StateJson.readOutcome(
                uplink.call(Call.repeatable("state", request.peer(), out -> StateJson.writeDelete(out, request))));
    }
}
