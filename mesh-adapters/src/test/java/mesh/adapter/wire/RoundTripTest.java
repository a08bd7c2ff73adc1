package mesh.adapter.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mesh.domain.Notice;
import mesh.domain.event.EmitEvent;
import mesh.domain.event.EventPage;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.Lease;
import mesh.domain.lock.LockCheck;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.domain.peer.SubagentName;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateQuery;
import mesh.port.in.StatusReport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What one side writes, the other reads as the same: a client rebuilds exactly what the broker had. */
class RoundTripTest {
    private static final int TRIES = 100;

    private static JsonObject written(Consumer<JsonWriter> fields) {
        JsonWriter out = new JsonWriter().object();
        fields.accept(out);
        return JsonObject.parse(out.end().bytes());
    }

    private static JsonObject value(Consumer<JsonWriter> value) {
        JsonWriter out = new JsonWriter();
        value.accept(out);
        return JsonObject.parse(out.bytes());
    }

    private static JsonObject body(Answer answer) {
        return JsonObject.parse(answer.body());
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void peers(@ForAll("somePeers") List<LivePeer> peers, @ForAll("peerIds") PeerId near) {
        assertEquals(peers, PeerJson.readList(written(out -> PeerJson.writeList(out, peers))));
        PeerQuery query = new PeerQuery(
                PeerScope.REPO, Optional.of(near), Optional.of("/p"), Optional.of("/g"), Optional.of(near));
        assertEquals(query, PeerJson.readQuery(written(out -> PeerJson.writeQuery(out, query))));
        for (LivePeer live : peers) {
            Registered registered = new Registered(live.peer(), "token", true);
            assertEquals(
                    registered,
                    RegistrationJson.readAnswer(written(out -> RegistrationJson.writeAnswer(out, registered))));
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void registrations(@ForAll("words") String word, @ForAll("optionalWords") Optional<String> optional) {
        Registration wish = new Registration(
                7,
                "/p/" + word,
                optional,
                optional,
                optional,
                optional,
                AgentType.GEMINI,
                optional.map(w -> new PeerName("n-" + w)),
                optional,
                optional,
                optional.isPresent());
        assertEquals(wish, RegistrationJson.read(written(out -> RegistrationJson.write(out, wish))));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void messages(@ForAll("someMessages") List<Message> messages) {
        Inbox inbox = new Inbox(messages, 3);
        assertEquals(inbox, InboxJson.read(body(InboxJson.answer(inbox))));
        for (Message message : messages) {
            Notice notice = new Notice.OfMessage(message);
            assertEquals(
                    Optional.of(notice),
                    NoticeJson.read(NoticeJson.kind(notice), value(out -> NoticeJson.writeBody(out, notice))));
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void sends(@ForAll("someMessages") List<Message> messages, @ForAll("optionalWords") Optional<String> key) {
        for (Message sample : messages) {
            if (sample.payload().isEmpty()) continue;
            SendMessage request = new SendMessage(
                    sample.fromPeer(),
                    Recipient.parse(sample.toPeer().value()),
                    sample.payload(),
                    sample.type(),
                    sample.replyTo(),
                    key);
            assertEquals(request, SendJson.read(written(out -> SendJson.write(out, request))));
            SendOutcome one = new SendOutcome.Sent(List.of(sample), false);
            assertEquals(one, SendJson.readOutcome(request, body(SendJson.answer(one))));
            Message fresh = Message.of(request, sample.toPeer(), sample.id(), sample.seq(), sample.createdAt());
            SendOutcome many = new SendOutcome.Sent(List.of(fresh, fresh), true);
            assertEquals(many, SendJson.readOutcome(request, body(SendJson.answer(many))));
        }
        SendMessage any = SendMessage.text(PeerId.CLI, Recipient.parse("all"), "x");
        SendOutcome nobody = new SendOutcome.Sent(List.of(), true);
        assertEquals(nobody, SendJson.readOutcome(any, body(SendJson.answer(nobody))));
        SendOutcome unknown = new SendOutcome.UnknownRecipient("ambr", List.of("amber"));
        assertEquals(unknown, SendJson.readOutcome(any, body(SendJson.answer(unknown))));
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void inboxQueries(@ForAll("peerIds") PeerId peer, @ForAll("ids") List<MessageId> ids) {
        InboxQuery query = new InboxQuery(peer, InboxQuery.Filter.ALL, Optional.of(peer), 7, true);
        JsonObject json = written(out -> InboxJson.writeQuery(out, query, Duration.ofMillis(1_234)));
        assertEquals(query, InboxJson.readQuery(json));
        assertEquals(Duration.ofMillis(1_234), InboxJson.readWait(json));
        JsonObject ack = written(out -> InboxJson.writeAck(out, peer, ids, Delivery.DELIVERED));
        assertEquals(ids, InboxJson.readIds(ack));
        assertEquals(Delivery.DELIVERED, InboxJson.readState(ack));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void states(@ForAll("someEntries") List<StateEntry> entries, @ForAll("versions") Optional<Long> version) {
        assertEquals(entries, StateJson.readList(body(StateJson.answer(entries))));
        for (StateEntry entry : entries) {
            PutOutcome changed = new PutOutcome.Changed(entry);
            assertEquals(changed, StateJson.readOutcome(body(StateJson.answer(changed))));
            PutOutcome mismatch = new PutOutcome.Mismatch(Optional.of(entry));
            assertEquals(mismatch, StateJson.readOutcome(body(StateJson.answer(mismatch))));
            PutState put = new PutState(entry.key(), entry.value(), entry.updatedBy(), version);
            assertEquals(put, StateJson.readSet(written(out -> StateJson.writeSet(out, put))));
            DeleteState delete = new DeleteState(entry.key(), entry.updatedBy(), version);
            assertEquals(delete, StateJson.readDelete(written(out -> StateJson.writeDelete(out, delete))));
            assertEquals(entry.key(), StateJson.readKey(written(out -> StateJson.writeGet(out, entry.key()))));
        }
        PutOutcome absent = new PutOutcome.Mismatch(Optional.empty());
        assertEquals(absent, StateJson.readOutcome(body(StateJson.answer(absent))));
        PutOutcome unchanged = new PutOutcome.Unchanged();
        assertEquals(unchanged, StateJson.readOutcome(body(StateJson.answer(unchanged))));
        StateQuery query = new StateQuery("ns", "pre", 9);
        assertEquals(query, StateJson.readQuery(written(out -> StateJson.writeList(out, query))));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void lockOutcomes(@ForAll("someLocks") List<HeldLock> locks, @ForAll boolean flag) {
        LockOutcome granted = new LockOutcome.Granted(locks, flag);
        assertEquals(granted, LockOutcomeJson.readAcquired(body(LockOutcomeJson.answer(granted, flag))));
        LockOutcome held = new LockOutcome.Held(locks, List.of("amber"), flag);
        assertEquals(held, LockOutcomeJson.readAcquired(body(LockOutcomeJson.answer(held, flag))));
        LockOutcome deadlock = new LockOutcome.WouldDeadlock(locks, List.of("amber", "blue"));
        assertEquals(deadlock, LockOutcomeJson.readAcquired(body(LockOutcomeJson.answer(deadlock, flag))));
        HolderOutcome done = new HolderOutcome.Done(locks);
        assertEquals(done, LockOutcomeJson.readHolder(body(LockOutcomeJson.answer(done, flag))));
        assertEquals(locks, LockJson.readList(body(LockOutcomeJson.answer(locks))));
        for (HeldLock lock : locks)
            for (HolderOutcome refused : List.of(
                    new HolderOutcome.HeldByOther(lock),
                    new HolderOutcome.StaleToken(lock),
                    new HolderOutcome.NotHeld(lock.lock().path().text())))
                assertEquals(refused, LockOutcomeJson.readHolder(body(LockOutcomeJson.answer(refused, flag))));
        LockCheck check = new LockCheck(flag, locks.stream().findFirst());
        assertEquals(check, LockOutcomeJson.readCheck(body(LockOutcomeJson.answer(check))));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void lockWishes(
            @ForAll("targets") List<LockTarget> targets,
            @ForAll("peerIds") PeerId peer,
            @ForAll("versions") Optional<Long> number) {
        Optional<FencingToken> token = number.filter(n -> n > 0).map(FencingToken::new);
        Optional<Lease> lease = number.map(n -> Lease.ofMinutes(n % 60 + 1));
        AcquireLock acquire = new AcquireLock(
                peer, targets, LockMode.SHARED, "because", lease, Optional.of(new SubagentName("reviewer")));
        JsonObject json = written(out -> LockRequestJson.writeLock(out, acquire, Duration.ofSeconds(2)));
        assertEquals(acquire, LockRequestJson.readLock(json));
        assertEquals(Duration.ofSeconds(2), LockRequestJson.readWait(json));
        RenewLock renew = new RenewLock(peer, targets, lease, token);
        assertEquals(renew, LockRequestJson.readRenew(written(out -> LockRequestJson.writeRenew(out, renew))));
        for (ReleaseLock release :
                List.of(new ReleaseLock(peer, targets, token, true), new ReleaseLock(peer, List.of(), token, false)))
            assertEquals(
                    release, LockRequestJson.readUnlock(written(out -> LockRequestJson.writeUnlock(out, release))));
        LockQuery query = new LockQuery(Optional.of(peer), targets.stream().findFirst(), Optional.of(peer));
        assertEquals(query, LockRequestJson.readQuery(written(out -> LockRequestJson.writeQuery(out, query))));
        assertEquals(
                LockQuery.ALL,
                LockRequestJson.readQuery(written(out -> LockRequestJson.writeQuery(out, LockQuery.ALL))));
        CheckLock check = new CheckLock(Optional.of(peer), targets.get(0), token);
        assertEquals(check, LockRequestJson.readCheck(written(out -> LockRequestJson.writeCheck(out, check))));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void events(@ForAll("someEvents") List<MeshEvent> events, @ForAll("sequences") Sequence cursor) {
        EventPage page = new EventPage(events, cursor);
        assertEquals(page, EventJson.readPage(body(EventJson.answer(page))));
        for (MeshEvent event : events) {
            assertEquals(event, EventJson.readEvent(body(EventJson.answer(event))));
            Notice notice = new Notice.OfEvent(event);
            assertEquals(
                    Optional.of(notice),
                    NoticeJson.read(NoticeJson.kind(notice), value(out -> NoticeJson.writeBody(out, notice))));
            EmitEvent emit = new EmitEvent(event.emittedBy(), new EventType("custom.x"), event.payload());
            assertEquals(emit, EventJson.readEmit(written(out -> EventJson.writeEmit(out, emit))));
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void eventQueries(
            @ForAll("patterns") Set<EventPattern> patterns,
            @ForAll("sequences") Sequence seq,
            @ForAll("instants") Instant time) {
        for (EventQuery query : List.of(
                new EventQuery(patterns, Optional.of(seq), Optional.empty(), 9),
                new EventQuery(patterns, Optional.empty(), Optional.of(time), 9),
                new EventQuery(patterns, Optional.empty(), Optional.empty(), 9)))
            assertEquals(query, EventJson.readQuery(written(out -> EventJson.writeQuery(out, query))));
        Subscription subscription = new Subscription(patterns);
        assertEquals(subscription, EventJson.readSubscription(body(EventJson.answer(subscription))));
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void statusReports(@ForAll("words") String word, @ForAll("versions") Optional<Long> number) {
        long n = number.orElse(0L) >>> 1;
        StatusReport report = new StatusReport(word, n, 7, 7899, 3, 4, n, n, n, n, n, n, "broker", "memory");
        assertEquals(report, StatusJson.read(body(StatusJson.answer(report))));
    }

    @Property(tries = 500)
    void instantsKeepTheirMillisecondsAndForm(@ForAll("instants") Instant at) {
        String text = IsoTime.text(at);
        assertEquals(24, text.length());
        assertEquals(at, Instant.parse(text));
        assertEquals(at, IsoTime.parse("at", text));
    }

    @Provide
    Arbitrary<List<LivePeer>> somePeers() {
        return Concepts.peers().list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Message>> someMessages() {
        return Concepts.messages().list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<StateEntry>> someEntries() {
        return Concepts.entries().list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<HeldLock>> someLocks() {
        return Concepts.locks().list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<MeshEvent>> someEvents() {
        return Concepts.events().list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<LockTarget>> targets() {
        return Concepts.targets();
    }

    @Provide
    Arbitrary<PeerId> peerIds() {
        return Concepts.peerIds();
    }

    @Provide
    Arbitrary<List<MessageId>> ids() {
        return Concepts.messageIds().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<Sequence> sequences() {
        return Concepts.sequences();
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Concepts.instants();
    }

    @Provide
    Arbitrary<Set<EventPattern>> patterns() {
        return Concepts.patterns();
    }

    @Provide
    Arbitrary<String> words() {
        return Concepts.word();
    }

    @Provide
    Arbitrary<Optional<String>> optionalWords() {
        return Concepts.word().optional();
    }

    @Provide
    Arbitrary<Optional<Long>> versions() {
        return Arbitraries.longs().greaterOrEqual(0).optional();
    }
}
