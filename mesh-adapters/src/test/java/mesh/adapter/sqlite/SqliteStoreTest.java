package mesh.adapter.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import mesh.adapter.store.EventsContract;
import mesh.adapter.store.LocksContract;
import mesh.adapter.store.MessagesContract;
import mesh.adapter.store.PeersContract;
import mesh.adapter.store.Sample;
import mesh.adapter.store.StateContract;
import mesh.adapter.store.TransactionContract;
import mesh.domain.message.Message;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    @Nested
    class Transactions extends TransactionContract {
        @Override
        protected MeshStore open() {
            return SqliteStore.open(directory.resolve("mesh.db"));
        }

        @Override
        protected void keepsWhatWasAcknowledged(List<Message> acknowledged) {
            try (MeshStore again = open()) {
                assertEquals(
                        acknowledged.size(),
                        again.<Long>read(view -> view.messages().count()).intValue());
                for (Message message : acknowledged)
                    assertEquals(
                            Optional.of(message),
                            again.read(view -> view.messages().find(message.id())));
            }
        }
    }

    /** Or everybody would wait for it, as where many peers confirm a long backlog at once. */
    @Test
    void muchThatIsWrittenSoonIsSpreadOverManyCommits(@TempDir Path directory) {
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        try (SqliteStore store = SqliteStore.open(directory.resolve("mesh.db"))) {
            store.onCommit(notices -> told.add(notices.size()));
            store.write(tx -> {
                for (int i = 0; i < 50; i++) store.writeSoon(SqliteStoreTest::sendMany);
                return null;
            });
        }
        assertEquals(10_000, told.stream().mapToInt(Integer::intValue).sum());
        assertTrue(told.size() >= 25, () -> "commits of " + told);
    }

    private static boolean sendMany(StoreTransaction tx) {
        for (int i = 0; i < 200; i++) tx.messages().append(Sample.message(tx.nextSequence(), 1, 2), Optional.empty());
        return true;
    }

    @Nested
    class Peers extends PeersContract {
        @Override
        protected MeshStore open() {
            return SqliteStore.open(directory.resolve("mesh.db"));
        }
    }

    @Nested
    class Messages extends MessagesContract {
        @Override
        protected MeshStore open() {
            return SqliteStore.open(directory.resolve("mesh.db"));
        }
    }

    @Nested
    class State extends StateContract {
        @Override
        protected MeshStore open() {
            return SqliteStore.open(directory.resolve("mesh.db"));
        }
    }

    @Nested
    class Locks extends LocksContract {
        @Override
        protected MeshStore open() {
            return SqliteStore.open(directory.resolve("mesh.db"));
        }
    }

    @Nested
    class Events extends EventsContract {
        @Override
        protected MeshStore open() {
            return SqliteStore.open(directory.resolve("mesh.db"));
        }
    }
}
