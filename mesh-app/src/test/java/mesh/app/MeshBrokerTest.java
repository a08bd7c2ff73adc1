package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mesh.domain.InvalidInput;
import mesh.domain.event.MeshEvent;
import mesh.domain.message.Message;
import mesh.domain.peer.PeerId;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.port.out.MemoryBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker as another program has it. */
class MeshBrokerTest {
    private static final StateKey KEY = new StateKey("default", "k");

    @TempDir
    Path folder;

    private MeshBroker.Builder in(String name) {
        return MeshBroker.in(folder.resolve(name)).set("SLM_MESH_STORE", "memory:");
    }

    private static StateEntry put(MeshBroker broker) {
        broker.mesh().state().put(new PutState(KEY, "v", PeerId.CLI, Optional.empty()));
        return broker.mesh().state().get(KEY).orElseThrow();
    }

    @Test
    void twoInOneProcessShareNothing() throws IOException {
        try (MeshBroker one = in("one").start();
                MeshBroker two = in("two").start()) {
            assertNotEquals(one.port(), two.port());
            put(one);
            assertTrue(two.mesh().state().get(KEY).isEmpty());
        }
    }

    @Test
    void aDirectoryHasOneBroker() throws IOException {
        try (MeshBroker one = in("one").start()) {
            assertTrue(one.port() > 0);
            assertTrue(assertThrows(IOException.class, () -> in("one").start())
                    .getMessage()
                    .contains("has a broker already"));
        }
        in("one").start().close();
    }

    @Test
    void aSettingThatMakesNoSenseIsNamed() {
        InvalidInput wrong = assertThrows(
                InvalidInput.class,
                () -> in("one").set("SLM_MESH_DEAD_MS", "soon").start());
        assertEquals("SLM_MESH_DEAD_MS", wrong.field());
    }

    @Test
    void itsTimeIsThatOfTheClockWhichIsBrought() throws IOException {
        Instant then = Instant.parse("2031-05-01T00:00:00Z");
        try (MeshBroker broker =
                in("one").clock(Clock.fixed(then, ZoneOffset.UTC)).start()) {
            assertTrue(put(broker).updatedAt().toString().startsWith("2031-05-01T00:0"));
        }
    }

    @Test
    void requestsAreServedOnTheThreadsThatAreBrought() throws Exception {
        List<String> served = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (MeshBroker broker = in("one")
                .executor(work -> {
                    served.add("one");
                    threads.execute(work);
                })
                .start()) {
            URI health = URI.create("http://127.0.0.1:" + broker.port() + "/health");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertFalse(served.isEmpty());
        }
        assertFalse(threads.isShutdown(), "what is brought along is not closed");
        threads.shutdownNow();
    }

    @Test
    void theMemoryThatIsBroughtIsToldAndNotClosed() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        try (MeshBroker broker = in("one").memory(new Told(told)).start()) {
            put(broker);
        }
        assertTrue(told.contains("state k"), told.toString());
        assertFalse(told.contains("closed"));
    }

    private record Told(List<String> told) implements MemoryBridge {
        @Override
        public boolean available() {
            return true;
        }

        @Override
        public void message(Message message) {
            told.add("message");
        }

        @Override
        public void state(StateEntry entry) {
            told.add("state " + entry.key().key());
        }

        @Override
        public void event(MeshEvent event) {
            told.add("event");
        }

        @Override
        public List<String> recall(String query) {
            return List.of();
        }

        @Override
        public void close() {
            told.add("closed");
        }
    }
}
