package mesh.adapter.client;

import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mesh.domain.Notice;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.message.Delivery;
import mesh.domain.message.Message;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.port.in.EventFeed.Following;
import mesh.port.in.Mesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteFollowTest {
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
    void aFollowOutlivesTheBrokerWithoutAnybodyAsking() {
        PeerId to = join(mesh);
        List<String> told = new CopyOnWriteArrayList<>();
        mesh.events().follow(to, Optional.empty(), notice -> told.add(text(notice)));
        PeerId from = join(broker.inside());

        broker.stop();
        broker.start();
        Message message = send(broker.inside(), from, to, "hello");

        eventually("it is told", () -> told.contains("hello"));
        eventually(
                "it is delivered",
                () -> broker.inside()
                                .messages()
                                .find(from, message.id())
                                .orElseThrow()
                                .delivery()
                        == Delivery.DELIVERED);
    }

    @Test
    void aFollowGoesOnAfterItsPeerWasTakenForDead() {
        PeerId to = join(mesh);
        PeerId from = join(broker.inside());
        List<Notice> told = new CopyOnWriteArrayList<>();
        mesh.events().subscribe(to, Set.of(new EventPattern("news")));
        mesh.events().follow(to, Optional.empty(), told::add);

        broker.inside().peers().unregister(to);
        mesh.peers().heartbeat(to);
        mesh.events().subscribe(to, Set.of(new EventPattern("news")));
        MeshEvent event = broker.inside().events().emit(new EmitEvent(from, new EventType("news"), EventPayload.EMPTY));

        eventually("the event is told", () -> told.contains(new Notice.OfEvent(event)));
    }

    @Test
    void eventsThatAreFollowedSurviveTheBroker() {
        List<Notice> told = new CopyOnWriteArrayList<>();
        mesh.events().followEvents(Set.of(new EventPattern("news")), Optional.empty(), told::add);
        PeerId from = join(broker.inside());
        EmitEvent request = new EmitEvent(from, new EventType("news"), EventPayload.EMPTY);
        MeshEvent before = broker.inside().events().emit(request);
        eventually("one is told", () -> told.size() == 1);

        broker.cutAll();
        MeshEvent after = broker.inside().events().emit(request);

        eventually("both are told", () -> told.size() == 2);
        assertEquals(List.of(new Notice.OfEvent(before), new Notice.OfEvent(after)), told);
    }

    @Test
    void whoeverWasReplacedStaysAwayUntilItAsksForSomething() {
        PeerId from = join(broker.inside());
        Registered to = register(mesh);
        PeerId id = to.peer().id();
        List<String> older = new CopyOnWriteArrayList<>();
        List<String> newer = new CopyOnWriteArrayList<>();
        mesh.events().follow(id, Optional.empty(), notice -> older.add(text(notice)));

        RemoteMesh other = broker.client();
        other.actAs(id, to.token());
        other.mesh().events().follow(id, Optional.empty(), notice -> newer.add(text(notice)));
        eventually("the older link is gone", () -> broker.links().size() == 1);
        send(broker.inside(), from, id, "one");
        eventually("the newer is told", () -> newer.equals(List.of("one")));
        assertEquals(List.of(), older);

        mesh.status().report();
        send(broker.inside(), from, id, "two");

        eventually("the older is told all", () -> older.equals(List.of("one", "two")));
        assertEquals(List.of("one"), newer);
    }

    @Test
    void severalPeersAreFollowedAtOnce() {
        PeerId one = join(mesh);
        PeerId two = join(mesh);
        List<String> told = new CopyOnWriteArrayList<>();
        Following first = mesh.events().follow(one, Optional.empty(), notice -> told.add("one " + text(notice)));
        Following second = mesh.events().follow(two, Optional.empty(), notice -> told.add("two " + text(notice)));

        send(mesh, one, two, "a");
        send(mesh, two, one, "b");

        eventually("both are told", () -> told.containsAll(List.of("two a", "one b")));
        second.close();
        eventually("its link is closed", () -> broker.links().size() == 1);
        first.close();
        send(mesh, one, two, "c");
        eventually("nobody follows", () -> !broker.links().peers().isLinked(one));
        assertEquals(2, told.size());
    }

    @Test
    void aListenerMayMakeCalls() {
        PeerId from = join(mesh);
        PeerId to = join(mesh);
        mesh.events().follow(to, Optional.empty(), notice -> {
            Message message = ((Notice.OfMessage) notice).message();
            mesh.messages().acknowledge(to, List.of(message.id()), Delivery.READ);
        });

        Message message = send(mesh, from, to, "hello");

        eventually(
                "it is read",
                () -> mesh.messages().find(from, message.id()).orElseThrow().delivery() == Delivery.READ);
    }

    @Test
    void aListenerThatFailsIsToldNoMore() {
        PeerId from = join(mesh);
        PeerId to = join(mesh);
        AtomicInteger told = new AtomicInteger();
        mesh.events().follow(to, Optional.empty(), notice -> {
            told.incrementAndGet();
            throw new IllegalStateException("broken");
        });

        send(mesh, from, to, "one");
        eventually("the broker is told to stop", () -> !broker.links().peers().isLinked(to));
        send(mesh, from, to, "two");

        assertEquals(1, told.get());
        assertEquals(2, mesh.messages().unread(to));
    }

    @Test
    void whatAPastHoldsIsToldFromTheSequenceThatWasAskedFor() {
        PeerId from = join(mesh);
        PeerId to = join(mesh);
        Message first = send(mesh, from, to, "first");
        send(mesh, from, to, "second");
        List<String> told = new CopyOnWriteArrayList<>();

        mesh.events().follow(to, Optional.of(first.seq()), notice -> told.add(text(notice)));

        eventually("the second is told", () -> told.equals(List.of("second")));
    }

    private static String text(Notice notice) {
        return ((Notice.OfMessage) notice).message().payload();
    }
}
