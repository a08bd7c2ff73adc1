package mesh.adapter.client;

import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mesh.application.MeshSettings;
import mesh.domain.Refusal;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;
import mesh.port.out.PathResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteMeshTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final TestBroker broker = new TestBroker();
    private final Mesh mesh = broker.client().mesh();

    @AfterEach
    void stop() {
        broker.close();
    }

    private static Registered register(Mesh with) {
        return with.peers().register(Registration.of(ProcessHandle.current().pid(), "/project"));
    }

    private static PeerId join(Mesh with) {
        return register(with).peer().id();
    }

    private static Message send(Mesh with, PeerId from, PeerId to, String text) {
        SendOutcome outcome = with.messages().send(SendMessage.text(from, new Recipient.One(to.value()), text));
        return ((SendOutcome.Sent) outcome).messages().get(0);
    }

    @Test
    void aBrokerThatWasNeverThereIsNotWaitedFor() {
        Connector nowhere = () -> {
            throw new IOException("nobody listens");
        };
        try (RemoteMesh lost = new RemoteMesh(nowhere, ClientSettings.of("test"))) {
            MeshUnavailable failure = assertThrows(
                    MeshUnavailable.class, () -> lost.mesh().status().report());

            assertEquals(MeshUnavailable.Reason.NOT_REACHABLE, failure.reason());
            assertTrue(failure.getMessage().contains("nobody listens"), failure.getMessage());
            assertFalse(lost.mesh().status().healthy());
        }
    }

    @Test
    void whatCannotBeHelpedIsToldAsItIs() {
        Connector locked = () -> {
            throw new Refusal.Forbidden("wrong secret");
        };
        try (RemoteMesh lost = new RemoteMesh(locked, ClientSettings.of("test"))) {
            assertThrows(Refusal.Forbidden.class, () -> lost.mesh().status().report());
        }
    }

    @Test
    void whoeverActsAsAPeerMayLeaveAsIt() {
        Registration plain = Registration.of(ProcessHandle.current().pid(), "/project");
        Registered peer = mesh.peers()
                .register(new Registration(
                        plain.pid(),
                        plain.projectPath(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        plain.agentType(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true));
        RemoteMesh other = broker.client();
        other.actAs(peer.peer().id(), peer.token());

        other.mesh().peers().unregister(peer.peer().id());

        assertTrue(mesh.peers().find(peer.peer().id()).isEmpty());
    }

    @Test
    void manyThreadsShareOneLink() throws Exception {
        PeerId from = join(mesh);
        PeerId to = join(mesh);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<?>> senders = new CopyOnWriteArrayList<>();
        for (int t = 0; t < 16; t++)
            senders.add(threads.submit(() -> {
                for (int i = 0; i < 50; i++) send(mesh, from, to, "hello");
            }));
        for (Future<?> sender : senders) sender.get(60, TimeUnit.SECONDS);
        threads.shutdown();

        assertEquals(800, mesh.messages().unread(to));
        assertEquals(1, broker.links().size());
    }

    @Test
    void aBrokerThatWasRestartedIsTheSameMesh() {
        PeerId from = join(mesh);
        PeerId to = join(mesh);
        send(mesh, from, to, "before");

        broker.stop();
        broker.start();
        send(mesh, from, to, "after");

        assertEquals(2, mesh.messages().unread(to));
        assertEquals(2, broker.inside().peers().list(PeerQuery.EVERYONE).size());
    }

    @Test
    void aCallWaitsForABrokerThatIsOnItsWay() throws Exception {
        PeerId peer = join(mesh);
        broker.stop();
        CompletableFuture<Integer> call =
                CompletableFuture.supplyAsync(() -> mesh.peers().heartbeat(peer));

        broker.start();

        assertEquals(0, call.get(20, TimeUnit.SECONDS));
    }

    @Test
    void aBrokerThatForgotAPeerGetsToKnowItAgain() {
        AtomicReference<Registered> told = new AtomicReference<>();
        Mesh client = broker.client(ClientSettings.of("test").onRegisteredAgain(told::set))
                .mesh();
        Registered before = register(client);

        broker.stop();
        broker.forgetEverything();
        broker.start();
        client.status().report();

        eventually("the client hears of it", () -> told.get() != null);
        assertNotEquals(before.peer().id(), told.get().peer().id());
        assertEquals(before.peer().name(), told.get().peer().name());
        assertEquals(
                List.of(told.get().peer().id()),
                broker.inside().peers().list(PeerQuery.EVERYONE).stream()
                        .map(live -> live.peer().id())
                        .toList());
    }

    @Test
    void aPeerThatWasTakenForDeadIsBackWithItsNextCall() {
        Registered peer = register(mesh);
        PeerId id = peer.peer().id();
        broker.inside().peers().unregister(id);

        mesh.peers().summarize(id, "still here");

        LivePeer back = broker.inside().peers().find(id).orElseThrow();
        assertEquals(peer.peer().name(), back.peer().name());
        assertEquals("still here", back.peer().summary());
    }

    @Test
    void whoeverLeftIsNotBroughtBack() {
        PeerId peer = join(mesh);
        mesh.peers().unregister(peer);

        assertThrows(Refusal.UnknownPeer.class, () -> mesh.peers().heartbeat(peer));
        broker.cutAll();
        mesh.status().report();

        assertEquals(List.of(), broker.inside().peers().list(PeerQuery.EVERYONE));
    }

    @Test
    void heartbeatsKeepPeersAliveAndReviveThem() {
        Mesh client = broker.client(ClientSettings.of("test").withHeartbeat(Duration.ofMillis(20)))
                .mesh();
        PeerId peer = join(client);
        var first = broker.inside().peers().find(peer).orElseThrow().peer().lastHeartbeat();

        eventually(
                "it beats",
                () -> broker.inside()
                        .peers()
                        .find(peer)
                        .orElseThrow()
                        .peer()
                        .lastHeartbeat()
                        .isAfter(first));
        broker.inside().peers().unregister(peer);

        eventually("it is back", () -> broker.inside().peers().find(peer).isPresent());
    }

    @Test
    void aWaitOutlivesTheBroker() throws Exception {
        PeerId from = join(broker.inside());
        PeerId to = join(mesh);
        CompletableFuture<Inbox> awaited = mesh.messages().await(InboxQuery.unread(to), LONG);

        broker.stop();
        broker.start();
        send(broker.inside(), from, to, "hello");

        assertEquals(
                "hello", awaited.get(20, TimeUnit.SECONDS).messages().get(0).payload());
    }

    @Test
    void aWaitForALockOutlivesItsLink() throws Exception {
        PeerId holder = join(broker.inside());
        PeerId waiter = join(mesh);
        broker.inside().locks().acquire(AcquireLock.exclusive(holder, "file"));
        CompletableFuture<LockOutcome> waiting = mesh.locks().acquire(AcquireLock.exclusive(waiter, "file"), LONG);
        eventually("it waits", () -> waiters().equals(List.of(waiter)));

        broker.cutAll();
        eventually(
                "the broker forgets it",
                () -> waiters().isEmpty() || broker.links().size() == 1);
        eventually("it waits again", () -> waiters().equals(List.of(waiter)));
        broker.inside().locks().release(ReleaseLock.of(holder, "file"));

        assertInstanceOf(LockOutcome.Granted.class, waiting.get(20, TimeUnit.SECONDS));
    }

    private List<PeerId> waiters() {
        return broker.inside().locks().list(LockQuery.ALL).get(0).waiters();
    }

    @Test
    void closingEndsWhatWaitsAndAllFurtherCalls() {
        RemoteMesh client = broker.client();
        PeerId peer = join(client.mesh());
        CompletableFuture<Inbox> awaited = client.mesh().messages().await(InboxQuery.unread(peer), LONG);

        client.close();

        eventually("the wait ends", awaited::isCompletedExceptionally);
        assertThrows(MeshUnavailable.class, () -> client.mesh().status().report());
        eventually("the broker forgets the link", () -> broker.links().size() == 0);
    }

    @Test
    void callsThatCountTowardsARateAreRefusedWithTheTimeToWait() {
        try (TestBroker strict = new TestBroker(MeshSettings.DEFAULT)) {
            Mesh client = strict.client().mesh();
            PeerId peer = join(client);

            Refusal.RateLimited refusal = assertThrows(Refusal.RateLimited.class, () -> {
                for (int i = 0; i <= 100; i++) client.peers().summarize(peer, "call " + i);
            });

            assertTrue(refusal.retryAfter().compareTo(Duration.ofSeconds(11)) < 0, refusal.getMessage());
        }
    }

    @Test
    void aClientOnAnotherMachineLooksAtItsOwnFiles() {
        PathResolver laptop = new PathResolver() {
            @Override
            public LockPath resolve(Optional<String> base, String text, LockScope scope) {
                return new LockPath("laptop", base.orElse("") + "/" + text, false, scope, Optional.empty());
            }

            @Override
            public String canonical(String directory) {
                return "/canonical" + directory;
            }

            @Override
            public Optional<String> repository(String directory) {
                return Optional.of("repository of " + directory);
            }
        };
        Mesh client = broker.client(ClientSettings.of("test").withElsewhere(new Elsewhere("laptop", laptop)))
                .mesh();

        PeerId peer = join(client);
        LockOutcome outcome = client.locks().acquire(AcquireLock.exclusive(peer, "file"));

        LivePeer seen = broker.inside().peers().find(peer).orElseThrow();
        assertEquals("laptop", seen.peer().host());
        assertEquals("/canonical/project", seen.peer().projectPath());
        assertEquals(
                Optional.of("repository of /canonical/project"), seen.peer().repository());
        LockPath path = assertInstanceOf(LockOutcome.Granted.class, outcome)
                .locks()
                .get(0)
                .lock()
                .path();
        assertEquals("laptop", path.machine());
        assertEquals("/canonical/project/file", path.path());
    }
}
