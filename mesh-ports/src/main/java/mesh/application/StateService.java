package mesh.application;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mesh.domain.Text;
import mesh.domain.event.EventType;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;
import mesh.port.in.Messaging;
import mesh.port.in.SharedState;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;

/** Shared state with compare-and-set. */
final class StateService implements SharedState {
    private final MeshStore store;
    private final InstantSource clock;
    private final Peers peers;
    private final Journal journal;
    private final Consumer<StateEntry> onChanged;

    /** @param onChanged hears of every change once it is committed; returns at once */
    StateService(MeshStore store, InstantSource clock, Peers peers, Journal journal, Consumer<StateEntry> onChanged) {
        this.store = store;
        this.clock = clock;
        this.peers = peers;
        this.journal = journal;
        this.onChanged = onChanged;
    }

    @Override
    public Optional<StateEntry> get(StateKey key) {
        return store.read(view -> view.state().find(key).filter(entry -> !entry.deleted()));
    }

    @Override
    public List<StateEntry> list(StateQuery query) {
        List<StateEntry> found = store.read(view -> view.state().list(query));
        List<StateEntry> fitting = new ArrayList<>();
        int bytes = 0;
        for (StateEntry entry : found) {
            bytes += Text.jsonBytes(entry.value());
            if (bytes > Messaging.MAX_ANSWER_BYTES && !fitting.isEmpty()) break;
            fitting.add(entry);
        }
        return fitting;
    }

    @Override
    public PutOutcome put(PutState request) {
        return told(store.writeRepeatable(tx -> {
            peers.require(tx, request.peer());
            return saved(tx, StateEntry.put(tx.state().find(request.key()), request, clock.instant()));
        }));
    }

    @Override
    public PutOutcome delete(DeleteState request) {
        return told(store.writeRepeatable(tx -> {
            peers.require(tx, request.peer());
            return saved(tx, StateEntry.delete(tx.state().find(request.key()), request, clock.instant()));
        }));
    }

    private PutOutcome told(PutOutcome outcome) {
        if (outcome instanceof PutOutcome.Changed changed) onChanged.accept(changed.entry());
        return outcome;
    }

    private PutOutcome saved(StoreTransaction tx, PutOutcome outcome) {
        if (outcome instanceof PutOutcome.Changed changed) {
            StateEntry entry = changed.entry();
            tx.state().save(entry);
            journal.record(
                    tx,
                    EventType.STATE_CHANGED,
                    entry.updatedBy(),
                    entry.updatedAt(),
                    "namespace",
                    entry.key().namespace(),
                    "key",
                    entry.key().key(),
                    "version",
                    entry.version(),
                    "deleted",
                    entry.deleted());
        }
        return outcome;
    }
}
