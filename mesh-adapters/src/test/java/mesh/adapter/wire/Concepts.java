package mesh.adapter.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mesh.domain.event.EventId;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.RepoPath;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerStatus;
import mesh.domain.peer.SubagentName;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Any instance of each concept, as far as it travels. */
final class Concepts {
    private Concepts() {}

    /** Every plane of Unicode, controls and quotes included, halves of surrogate pairs not. */
    static Arbitrary<String> text(int min, int max) {
        return Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.integers().between(0x20, 0x7e)),
                        Tuple.of(1, Arbitraries.of(0, 1, 9, 10, 13, 0x1b, 0x22, 0x5c, 0x7f, 0x2028)),
                        Tuple.of(1, Arbitraries.integers().between(0x80, 0xd7ff)),
                        Tuple.of(1, Arbitraries.integers().between(0xe000, 0x10ffff)))
                .list()
                .ofMinSize(min)
                .ofMaxSize(max / 2)
                .map(points -> {
                    StringBuilder text = new StringBuilder();
                    points.forEach(text::appendCodePoint);
                    return text.toString();
                });
    }

    static Arbitrary<String> word() {
        return Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(20);
    }

    static Arbitrary<PeerId> peerIds() {
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(PeerId.CLI)),
                Tuple.of(9, Arbitraries.create(UUID::randomUUID).map(u -> new PeerId(u.toString()))));
    }

    static Arbitrary<MessageId> messageIds() {
        return Arbitraries.create(UUID::randomUUID).map(u -> new MessageId(u.toString()));
    }

    static Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    static Arbitrary<Sequence> sequences() {
        return Arbitraries.longs().greaterOrEqual(0).map(Sequence::new);
    }

    static Arbitrary<LivePeer> peers() {
        Arbitrary<List<Optional<String>>> labels = word().optional().list().ofSize(4);
        Arbitrary<List<Instant>> times = instants().list().ofSize(2);
        return Combinators.combine(
                        peerIds(),
                        word().filter(w -> !Set.of("all", "repo", "directory", "cli", "auto")
                                .contains(w)),
                        Arbitraries.integers().between(1, Integer.MAX_VALUE),
                        labels,
                        Arbitraries.of(AgentType.class),
                        text(0, 200),
                        times,
                        Arbitraries.of(PeerStatus.class))
                .as((id, name, pid, label, agent, summary, time, status) -> new LivePeer(
                        new Peer(
                                id,
                                new PeerName(name),
                                pid,
                                Optional.empty(),
                                "host-" + name,
                                "/projects/" + name,
                                label.get(0),
                                label.get(1),
                                label.get(2),
                                agent,
                                summary,
                                label.get(3),
                                Optional.empty(),
                                pid % 2 == 0,
                                time.get(0),
                                time.get(1),
                                Optional.empty()),
                        status,
                        summary.isEmpty() ? List.of() : List.of(new SubagentName("helper-" + pid))));
    }

    static Arbitrary<Message> messages() {
        return Combinators.combine(
                        messageIds(),
                        sequences(),
                        peerIds().list().ofSize(2),
                        Arbitraries.of(MessageType.class),
                        text(0, 400),
                        messageIds().optional(),
                        instants(),
                        instants().optional().list().ofSize(3))
                .as((id, seq, ends, type, payload, replyTo, created, times) -> new Message(
                        id,
                        seq,
                        ends.get(0),
                        ends.get(1),
                        type,
                        payload,
                        replyTo,
                        created,
                        times.get(0),
                        times.get(1),
                        times.get(2)));
    }

    static Arbitrary<StateEntry> entries() {
        return Combinators.combine(
                        word(),
                        text(1, 60).filter(key -> key.indexOf('\0') < 0),
                        text(0, 400),
                        Arbitraries.longs().greaterOrEqual(1),
                        peerIds(),
                        instants(),
                        Arbitraries.of(true, false))
                .as((namespace, key, value, version, by, at, deleted) ->
                        new StateEntry(new StateKey(namespace, key), value, version, by, at, deleted));
    }

    static Arbitrary<LockPath> lockPaths() {
        Arbitrary<Optional<RepoPath>> repos = Combinators.combine(word(), word())
                .as((repository, path) -> new RepoPath(repository, path))
                .optional();
        return Combinators.combine(
                        word(),
                        Arbitraries.oneOf(Arbitraries.just("/"), word().map(w -> "/" + w), word().map(w -> "C:\\" + w)),
                        Arbitraries.of(true, false),
                        Arbitraries.of(LockScope.class),
                        repos)
                .as((machine, path, directory, scope, repo) ->
                        new LockPath(machine, path, directory, repo.isPresent() ? scope : LockScope.MACHINE, repo));
    }

    static Arbitrary<HeldLock> locks() {
        return Combinators.combine(
                        lockPaths(),
                        Arbitraries.of(LockMode.class),
                        peerIds(),
                        Arbitraries.longs().greaterOrEqual(1),
                        text(0, 200),
                        Arbitraries.longs().between(0, 4_000_000_000_000L),
                        Arbitraries.longs().between(1, 3_600_000),
                        peerIds().list().ofMaxSize(4))
                .as((path, mode, holder, token, reason, at, lease, waiters) -> new HeldLock(
                        new FileLock(
                                path,
                                mode,
                                holder,
                                reason.isEmpty() ? Optional.empty() : Optional.of(new SubagentName("helper-" + token)),
                                new FencingToken(token),
                                reason,
                                Instant.ofEpochMilli(at),
                                Instant.ofEpochMilli(at + lease)),
                        "name of " + holder,
                        waiters,
                        Duration.ofMillis(lease)));
    }

    static Arbitrary<List<LockTarget>> targets() {
        Arbitrary<LockTarget> target = Combinators.combine(word(), lockPaths().optional())
                .as((text, resolved) -> new LockTarget(text, LockScope.REPO, resolved));
        return target.list().ofMinSize(1).ofMaxSize(5);
    }

    static Arbitrary<MeshEvent> events() {
        return Combinators.combine(
                        sequences(),
                        Arbitraries.create(UUID::randomUUID),
                        Arbitraries.of("peer_joined", "build.done", "file_locked", "state_changed", "x"),
                        text(0, 200),
                        peerIds(),
                        instants())
                .as((seq, id, type, text, by, at) ->
                        new MeshEvent(seq, new EventId(id.toString()), new EventType(type), payload(text), by, at));
    }

    /** In the spelling of the wire: there are several for one character. */
    private static EventPayload payload(String text) {
        EventPayload payload = EventPayload.of("text", text, "list", List.of(text, "b"), "n", 7, "yes", true);
        return new EventPayload(JsonObject.parse(payload.json()).json());
    }

    static Arbitrary<Set<EventPattern>> patterns() {
        return Arbitraries.of("*", "build.*", "peer_joined", "a.b-c_d")
                .set()
                .ofMaxSize(4)
                .map(texts -> texts.stream().map(EventPattern::new).collect(Collectors.toSet()));
    }
}
