package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.link.FrameStream;
import mesh.adapter.uds.UdsStream;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.domain.state.PutState;
import mesh.domain.state.StateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole broker inside this process. */
class BrokerTest {
    @TempDir
    Path temporary;

    private BrokerConfig config(String folder, String... namesAndValues) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLM_MESH_DATA_DIR",
                temporary.resolve(folder).toString(),
                "SLM_MESH_WS_PORT",
                "0",
                "SLM_MESH_PORT",
                "0",
                "SLM_MESH_MEMORY",
                "off"));
        for (int i = 0; i < namesAndValues.length; i += 2) environment.put(namesAndValues[i], namesAndValues[i + 1]);
        return BrokerConfig.from(environment);
    }

    private Broker start(String folder, String... namesAndValues) throws IOException {
        return Broker.start(config(folder, namesAndValues)).orElseThrow();
    }

    private DataDirectory directory(String folder) {
        return DataDirectory.at(temporary.resolve(folder));
    }

    @Test
    void whoReadsThePortFileFindsTheBroker() throws IOException {
        try (Broker broker = start("data")) {
            DataDirectory directory = directory("data");
            assertEquals(Optional.of("" + broker.port()), directory.read(directory.port()));
            assertEquals(Optional.of("" + ProcessHandle.current().pid()), directory.read(directory.pid()));
            assertEquals(Version.text(), new HealthQuestion(directory).version());
            try (FrameStream link = UdsStream.connect(directory.socket())) {
                assertNotEquals(null, link);
            }
        }
    }

    @Test
    void directoryHasOneBroker() throws IOException {
        try (Broker broker = start("data")) {
            assertEquals(Optional.empty(), Broker.start(config("data")));
            assertTrue(broker.mesh().status().healthy());
        }
        start("data").close();
    }

    @Test
    void twoBrokersInOneProcessKnowNothingOfEachOther() throws IOException {
        try (Broker one = start("one");
                Broker other = start("other")) {
            one.mesh().peers().register(Registration.of(ProcessHandle.current().pid(), "/"));
            assertEquals(1, one.mesh().status().report().activePeers());
            assertEquals(0, other.mesh().status().report().activePeers());
            assertNotEquals(one.port(), other.port());
        }
    }

    @Test
    void nothingButWhatIsPreciousIsLeftBehind() throws IOException {
        start("data").close();
        try (var files = Files.list(temporary.resolve("data"))) {
            assertEquals(
                    List.of("broker.lock", "broker.token", "hook.token", "mesh.db", "peer.key", "peers", "tls"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void whatWasStoredIsThereAfterARestart() throws IOException {
        StateKey key = new StateKey("default", "greeting");
        try (Broker broker = start("data")) {
            broker.mesh().state().put(new PutState(key, "hello", PeerId.CLI, Optional.empty()));
        }
        try (Broker broker = start("data")) {
            assertEquals("hello", broker.mesh().state().get(key).orElseThrow().value());
        }
    }

    @Test
    void takenPortLeadsToTheNextOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Broker broker = start("data", "SLM_MESH_PORT", "" + taken.getLocalPort())) {
            assertTrue(broker.port() > taken.getLocalPort() && broker.port() <= taken.getLocalPort() + 10);
        }
    }

    @Test
    void leftoversOfADeadBrokerAreNoObstacle() throws IOException {
        DataDirectory directory = directory("data").prepare();
        directory.write(directory.pid(), "1\n");
        directory.write(directory.port(), "1\n");
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                .bind(java.net.UnixDomainSocketAddress.of(directory.socket()))
                .close();
        try (Broker broker = start("data")) {
            assertEquals(Version.text(), new HealthQuestion(directory).version());
            assertTrue(broker.port() > 1);
        }
    }

    @Test
    void brokerThatCannotStartGivesEverythingBack() throws IOException {
        DataDirectory directory = directory("data").prepare();
        Files.createDirectory(directory.socket());
        Files.writeString(directory.socket().resolve("x"), "");
        assertThrows(IOException.class, () -> Broker.start(config("data")));
        Files.delete(directory.socket().resolve("x"));
        Files.delete(directory.socket());
        start("data").close();
    }

    @Test
    void idleBrokerEndsAndABusyOneStays() throws IOException {
        try (Broker broker = start("data", "SLM_MESH_IDLE_TIMEOUT", "300")) {
            var peer = broker.mesh()
                    .peers()
                    .register(Registration.of(ProcessHandle.current().pid(), "/"));
            Thread leaver = new Thread(() -> {
                long end = System.nanoTime() + Duration.ofMillis(900).toNanos();
                while (System.nanoTime() < end) java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                broker.mesh().peers().unregister(peer.peer().id());
            });
            long begin = System.nanoTime();
            leaver.start();
            assertTimeoutPreemptively(Duration.ofSeconds(10), broker::awaitEnd);
            assertTrue(System.nanoTime() - begin > Duration.ofMillis(1200).toNanos());
        }
    }

    @Test
    void brokerWhoseFolderIsRemovedEndsAndSparesItsSuccessor() throws IOException {
        Broker successor;
        try (Broker broker = start("data", "SLM_MESH_IDLE_TIMEOUT", "0")) {
            Files.move(temporary.resolve("data"), temporary.resolve("away"));
            successor = start("data");
            assertTimeoutPreemptively(Duration.ofSeconds(10), broker::awaitEnd);
        }
        try (successor) {
            assertEquals(
                    Optional.of("" + successor.port()),
                    directory("data").read(directory("data").port()));
            assertTrue(Files.exists(directory("data").socket()));
        }
    }

    @Test
    void brokerEndsWhenItIsAskedTo() throws IOException {
        try (Broker broker = start("data", "SLM_MESH_IDLE_TIMEOUT", "0")) {
            broker.requestStop();
            assertTimeoutPreemptively(Duration.ofSeconds(10), broker::awaitEnd);
        }
        assertFalse(Files.exists(directory("data").socket()));
    }
}
