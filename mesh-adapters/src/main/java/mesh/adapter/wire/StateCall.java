package mesh.adapter.wire;

import java.util.concurrent.CompletableFuture;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutState;
import mesh.port.in.SharedState;

/** The call {@code state}. */
final class StateCall implements Calls.Call {
    private final SharedState state;
    private final Calls calls;

    StateCall(SharedState state, Calls calls) {
        this.state = state;
        this.calls = calls;
    }

    @Override
    public CompletableFuture<Answer> answer(JsonObject body, Caller caller) {
        String action = body.string("action");
        return Calls.done(
                switch (action) {
                    case "get" -> StateJson.answer(state.get(StateJson.readKey(body)));
                    case "list" -> StateJson.answer(state.list(StateJson.readQuery(body)));
                    case "set" -> set(body, caller);
                    case "delete" -> delete(body, caller);
                    default ->
                        throw new InvalidInput(
                                "action",
                                "must be one of get, set, list, delete; it is \"" + Text.shown(action, 60) + "\"");
                });
    }

    private Answer set(JsonObject body, Caller caller) {
        PutState request = StateJson.readSet(body);
        calls.admit(request.peer(), caller);
        return StateJson.answer(state.put(request));
    }

    private Answer delete(JsonObject body, Caller caller) {
        DeleteState request = StateJson.readDelete(body);
        calls.admit(request.peer(), caller);
        return StateJson.answer(state.delete(request));
    }
}
