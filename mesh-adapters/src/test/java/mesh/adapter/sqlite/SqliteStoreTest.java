package mesh.adapter.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import mesh.adapter.store.EventsContract;
import mesh.adapter.store.LocksContract;
import mesh.adapter.store.MessagesContract;
import mesh.adapter.store.PeersContract;
import mesh.adapter.store.StateContract;
import mesh.adapter.store.TransactionContract;
import mesh.domain.message.Message;
import mesh.port.out.MeshStore;
import org.junit.jupiter.api.Nested;

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
