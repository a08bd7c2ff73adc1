package mesh.adapter.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mesh.adapter.store.EventsContract;
import mesh.adapter.store.LocksContract;
import mesh.adapter.store.MessagesContract;
import mesh.adapter.store.PeersContract;
import mesh.adapter.store.StateContract;
import mesh.adapter.store.TransactionContract;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    @Nested
    class Transactions extends TransactionContract {
        @Override
        protected MeshStore open() {
            return new MemoryStore();
        }
    }

    @Nested
    class Peers extends PeersContract {
        @Override
        protected MeshStore open() {
            return new MemoryStore();
        }
    }

    @Nested
    class Messages extends MessagesContract {
        @Override
        protected MeshStore open() {
            return new MemoryStore();
        }
    }

    @Nested
    class State extends StateContract {
        @Override
        protected MeshStore open() {
            return new MemoryStore();
        }
    }

    @Nested
    class Locks extends LocksContract {
        @Override
        protected MeshStore open() {
            return new MemoryStore();
        }
    }

    @Nested
    class Events extends EventsContract {
        @Override
        protected MeshStore open() {
            return new MemoryStore();
        }
    }

    @Test
    void itSaysThatItIsInMemoryAndHasNoFile() {
        try (MemoryStore store = new MemoryStore()) {
            assertEquals("memory", store.kind());
            assertEquals(new MeshStore.Size(0, 0), store.size());
            assertThrows(StoreException.class, () -> store.backup("/nowhere"));
        }
    }
}
