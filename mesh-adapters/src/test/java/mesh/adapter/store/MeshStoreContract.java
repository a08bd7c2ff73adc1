package mesh.adapter.store;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import mesh.domain.event.MeshEvent;
import mesh.domain.message.Message;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link MeshStore} must do, in parts: each store's test has one nested class for each part, which says how
 * that store is opened.
 */
public abstract class MeshStoreContract {
    @TempDir
    protected Path directory;

    protected MeshStore store;

    /** Opens the store, a second time with what it held if it keeps anything. */
    protected abstract MeshStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    protected void write(Consumer<StoreTransaction> work) {
        store.write(tx -> {
            work.accept(tx);
            return null;
        });
    }

    protected int changed(ToIntFunction<StoreTransaction> work) {
        return store.<Integer>write(work::applyAsInt);
    }

    protected long counted(ToLongFunction<StoreView> work) {
        return store.<Long>read(work::applyAsLong);
    }

    /** Sends a message from one peer to another. */
    protected Message send(int from, int to) {
        return store.write(tx -> send(tx, from, to));
    }

    protected static Message send(StoreTransaction tx, int from, int to) {
        Message message = Sample.message(tx.nextSequence(), from, to);
        tx.messages().append(message, Optional.empty());
        return message;
    }

    protected MeshEvent emit(String type) {
        return store.write(tx -> emit(tx, type));
    }

    protected static MeshEvent emit(StoreTransaction tx, String type) {
        MeshEvent event = Sample.event(tx.nextSequence(), type);
        tx.events().append(event);
        return event;
    }

    protected static List<Long> seqs(List<Message> messages) {
        return messages.stream().map(m -> m.seq().value()).toList();
    }

    /** Runs work that throws at its end. */
    protected static void undone(MeshStore store, Consumer<StoreTransaction> work) {
        assertThrows(
                Undo.class,
                () -> store.write(tx -> {
                    work.accept(tx);
                    throw new Undo();
                }));
    }

    /** Thrown by work that is to be undone. */
    protected static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
