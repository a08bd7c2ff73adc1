package mesh.adapter.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.link.FrameStream;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventQuery;
import mesh.domain.event.EventType;
import mesh.domain.event.Subscription;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.Registration;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateKey;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls that the broker has done, and whose answers are lost together with the link. */
class LostAnswersTest {
    private final TestBroker broker = new TestBroker();
    private volatile boolean armed;
    private RemoteMesh client;
    private Mesh mesh;
    private PeerId peer;

    @BeforeEach
    void start() {
        Connector connector = broker.connector();
        client = new RemoteMesh(
                () -> new Lossy(connector.connect()), ClientSettings.of("test").withPatience(Duration.ofSeconds(20)));
        mesh = client.mesh();
        peer = join();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private PeerId join() {
        return mesh.peers()
                .register(Registration.of(ProcessHandle.current().pid(), "/project"))
                .peer()
                .id();
    }

    /** Loses the next answer, once armed. */
    private final class Lossy implements FrameStream {
        private final FrameStream stream;

        Lossy(FrameStream stream) {
            this.stream = stream;
        }

        @Override
        public void send(byte[] frame) throws IOException {
            stream.send(frame);
        }

        @Override
        public byte[] receive() throws IOException {
            byte[] frame = stream.receive();
            if (!armed || frame == null || !new String(frame, UTF_8).contains("\"status\"")) return frame;
            armed = false;
            stream.close();
            throw new IOException("cut");
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    @Test
    void aMessageIsSentOnce() {
        PeerId to = join();
        armed = true;

        SendOutcome outcome = mesh.messages().send(SendMessage.text(peer, new Recipient.One(to.value()), "hello"));

        assertEquals(
                mesh.messages().read(InboxQuery.peek(to)).messages(),
                assertInstanceOf(SendOutcome.Sent.class, outcome).messages());
        assertEquals(1, mesh.messages().unread(to));
    }

    @Test
    void aPeerIsRegisteredOnce() {
        armed = true;

        PeerId second = join();

        assertEquals(
                Set.of(peer, second),
                Set.copyOf(mesh.peers().list(PeerQuery.EVERYONE).stream()
                        .map(live -> live.peer().id())
                        .toList()));
    }

    @Test
    void aChangeThatExpectsAVersionIsMadeOnceAndSaysSo() {
        StateKey key = StateKey.of("key");
        armed = true;

        PutOutcome outcome = mesh.state().put(new PutState(key, "mine", peer, Optional.of(0L)));

        assertEquals(
                1, assertInstanceOf(PutOutcome.Changed.class, outcome).entry().version());
        assertInstanceOf(PutOutcome.Mismatch.class, mesh.state().put(new PutState(key, "mine", peer, Optional.of(0L))));
        armed = true;
        assertInstanceOf(
                PutOutcome.Mismatch.class, mesh.state().put(new PutState(key, "other", peer, Optional.of(0L))));
    }

    @Test
    void aDeletionFindsItsWorkDone() {
        StateKey key = StateKey.of("key");
        mesh.state().put(new PutState(key, "value", peer, Optional.empty()));
        armed = true;

        PutOutcome outcome = mesh.state().delete(new DeleteState(key, peer, Optional.empty()));

        assertEquals(new PutOutcome.Unchanged(), outcome);
        assertEquals(Optional.empty(), mesh.state().get(key));
    }

    @Test
    void aLockIsHeldUnderItsFirstGrant() {
        armed = true;

        LockOutcome outcome = mesh.locks().acquire(AcquireLock.exclusive(peer, "file"));

        LockOutcome.Granted granted = assertInstanceOf(LockOutcome.Granted.class, outcome);
        assertEquals(1, granted.locks().get(0).lock().token().value());
        armed = true;
        assertEquals(new HolderOutcome.NotHeld("/project/file"), mesh.locks().release(ReleaseLock.of(peer, "file")));
        assertEquals(List.of(), mesh.locks().list(LockQuery.ALL));
    }

    @Test
    void subscriptionsAndSummariesAreTheSameTwice() {
        armed = true;
        assertEquals(
                new Subscription(Set.of(EventPattern.EVERYTHING)),
                mesh.events().subscribe(peer, Set.of(EventPattern.EVERYTHING)));
        armed = true;
        mesh.peers().summarize(peer, "works");
        armed = true;
        mesh.peers().unregister(peer);

        assertEquals(Optional.empty(), mesh.peers().find(peer));
    }

    @Test
    void anEventIsNotEmittedTwice() {
        EmitEvent request = new EmitEvent(peer, new EventType("news"), EventPayload.EMPTY);
        armed = true;

        MeshUnavailable failure =
                assertThrows(MeshUnavailable.class, () -> mesh.events().emit(request));

        assertTrue(failure.getMessage().contains("is not known"), failure.getMessage());
        EventQuery news = new EventQuery(Set.of(new EventPattern("news")), Optional.empty(), Optional.empty(), 10);
        assertEquals(1, mesh.events().read(news).events().size());
    }

    @Test
    void messagesThatWereMarkedAsReadAreNotPassedOver() {
        PeerId to = join();
        mesh.messages().send(SendMessage.text(peer, new Recipient.One(to.value()), "hello"));
        armed = true;
        assertEquals(1, mesh.messages().read(InboxQuery.peek(to)).messages().size());
        armed = true;

        assertThrows(MeshUnavailable.class, () -> mesh.messages().read(InboxQuery.unread(to)));
    }
}
