package mesh.adapter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.Elsewhere;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.link.LinkServer;
import mesh.adapter.memory.MemoryPaths;
import mesh.adapter.wire.Calls;
import mesh.domain.InvalidInput;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.RepoPath;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import mesh.port.out.PathResolver;
import mesh.testing.TestMesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hub with a clone in {@code /repo}, and a machine with another one in {@code /home/clone}. */
@Timeout(60)
class TwoMachinesTest {
    private static final String SECRET = "a-secret-of-enough-characters";

    private final TestMesh hub = new TestMesh();
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    private LinkServer links;
    private WebSocketServer server;
    private RemoteMesh remote;
    private PeerId here;
    private PeerId there;

    /** The other machine's files: its clone counts as one of the hub's repository. */
    private static final class Clone implements PathResolver {
        private final MemoryPaths files = new MemoryPaths("there", Optional.of("/home/clone"));

        @Override
        public LockPath resolve(Optional<String> base, String text, LockScope scope) {
            LockPath path = files.resolve(base, text, LockScope.MACHINE);
            Optional<RepoPath> place = path.repo().map(repo -> new RepoPath("memory:/repo", repo.path()));
            return new LockPath("there", path.path(), path.directory(), scope, place);
        }

        @Override
        public String canonical(String directory) {
            return files.canonical(directory);
        }

        @Override
        public Optional<String> repository(String directory) {
            return files.repository(directory).map(other -> "memory:/repo");
        }
    }

    @BeforeEach
    void start() throws IOException {
        links = new LinkServer(
                new Calls(hub.mesh(), Runnable::run), hub.mesh(), "test", hub::now, System::nanoTime, background);
        server = WebSocketServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> SECRET,
                HubIdentity.make()::serverContext,
                links,
                System::nanoTime);
        WebSocketClient client = WebSocketClient.loopback(SECRET);
        remote = new RemoteMesh(
                () -> client.connect("127.0.0.1", server.address().getPort()),
                ClientSettings.of("test").withElsewhere(new Elsewhere("there", new Clone())));
        here = hub.join("here");
        there = remote.mesh()
                .peers()
                .register(Registration.of(4242, "/home/clone/./sub/.."))
                .peer()
                .id();
    }

    @AfterEach
    void stop() {
        remote.close();
        links.close();
        server.close();
        background.shutdownNow();
        hub.close();
    }

    private static LockOutcome acquire(Mesh mesh, PeerId peer, String path, LockScope scope) {
        return mesh.locks()
                .acquire(new AcquireLock(
                        peer, List.of(LockTarget.of(path, scope)), LockMode.EXCLUSIVE, "", Optional.empty()));
    }

    @Test
    void oneFileOfARepositoryIsOneInBothClones() {
        assertInstanceOf(LockOutcome.Granted.class, acquire(hub.mesh(), here, "src/a.txt", LockScope.REPO));
        LockOutcome second = acquire(remote.mesh(), there, "src/a.txt", LockScope.REPO);
        assertEquals(
                here,
                assertInstanceOf(LockOutcome.Held.class, second)
                        .blocking()
                        .get(0)
                        .lock()
                        .holder());
        assertInstanceOf(LockOutcome.Granted.class, acquire(remote.mesh(), there, "src/b.txt", LockScope.REPO));
        assertInstanceOf(LockOutcome.Held.class, acquire(hub.mesh(), here, "/repo/src/", LockScope.REPO));
    }

    @Test
    void onePathOnTwoMachinesIsTwoFiles() {
        assertInstanceOf(LockOutcome.Granted.class, acquire(hub.mesh(), here, "/tmp/x", LockScope.MACHINE));
        assertInstanceOf(LockOutcome.Granted.class, acquire(remote.mesh(), there, "/tmp/x", LockScope.MACHINE));
        assertInstanceOf(LockOutcome.Held.class, acquire(hub.mesh(), PeerId.CLI, "/tmp/x", LockScope.MACHINE));
    }

    @Test
    void theTerminalOfEachMachineMeansItsOwnFiles() {
        acquire(remote.mesh(), there, "/tmp/x", LockScope.MACHINE);
        LockQuery ofX = new LockQuery(Optional.of(PeerId.CLI), Optional.of(LockTarget.of("/tmp/x")), Optional.empty());
        assertEquals(0, hub.mesh().locks().list(ofX).size());
        assertEquals(1, remote.mesh().locks().list(ofX).size());
        LockQuery byNobody = new LockQuery(Optional.empty(), Optional.of(LockTarget.of("/tmp/x")), Optional.empty());
        assertEquals(1, remote.mesh().locks().list(byNobody).size());
    }

    @Test
    void aPeerOfTheHubIsNotBelievedToBeElsewhere() {
        LockTarget claimed = new LockTarget(
                "/repo/a",
                LockScope.MACHINE,
                Optional.of(new Clone().resolve(Optional.empty(), "/etc/b", LockScope.MACHINE)));
        hub.mesh().locks().acquire(new AcquireLock(here, List.of(claimed), LockMode.EXCLUSIVE, "", Optional.empty()));
        assertEquals(
                "/repo/a",
                hub.mesh().locks().list(LockQuery.ALL).get(0).lock().path().path());
        assertThrows(InvalidInput.class, () -> acquire(hub.mesh(), there, "a.txt", LockScope.MACHINE));
    }

    @Test
    void peersShareARepositoryButNoDirectory() {
        assertEquals(
                "there", hub.mesh().peers().find(there).orElseThrow().peer().host());
        assertEquals(
                "/home/clone",
                hub.mesh().peers().find(there).orElseThrow().peer().projectPath());
        assertEquals(
                1,
                remote.mesh()
                        .peers()
                        .list(PeerQuery.around(there, PeerScope.REPO))
                        .size());
        assertEquals(
                0,
                remote.mesh()
                        .peers()
                        .list(PeerQuery.around(there, PeerScope.DIRECTORY))
                        .size());
    }

    @Test
    void whatIsNearADirectoryIsSeenByTheMachineThatHasIt() {
        PeerQuery inClone = near(PeerScope.DIRECTORY, "/home/clone");
        assertEquals(List.of(there), ids(remote.mesh(), inClone));
        assertEquals(List.of(), ids(remote.mesh(), near(PeerScope.DIRECTORY, "/repo")));
        assertEquals(2, ids(remote.mesh(), near(PeerScope.REPO, "/home/clone")).size());
        assertEquals(2, ids(remote.mesh(), PeerQuery.EVERYONE).size());
    }

    private static PeerQuery near(PeerScope scope, String directory) {
        return new PeerQuery(scope, Optional.empty(), Optional.of(directory), Optional.of(directory), Optional.empty());
    }

    private static List<PeerId> ids(Mesh mesh, PeerQuery query) {
        return mesh.peers().list(query).stream().map(live -> live.peer().id()).toList();
    }
}
