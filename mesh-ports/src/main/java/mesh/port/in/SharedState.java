package mesh.port.in;

import java.util.List;
import java.util.Optional;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;

/** The scratchpad that all peers share. */
public interface SharedState {
    Optional<StateEntry> get(StateKey key);

    /** Entries by key; fewer than the limit when their values would exceed {@link Messaging#MAX_ANSWER_BYTES}. */
    List<StateEntry> list(StateQuery query);

    /** Sets a value; once this returns, it is on disk. */
    PutOutcome put(PutState request);

    PutOutcome delete(DeleteState request);
}
