package mesh.adapter.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mesh.domain.event.EventId;
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
import mesh.port.in.StatusReport;

/** The objects that the golden files show: each once with all that it can have, once with no more than it must. */
final class GoldenSamples {
    private static final PeerId AMBER = new PeerId("0199a1b2-0000-7000-8000-00000000000a");
    private static final PeerId BLUE = new PeerId("0199a1b2-0000-7000-8000-00000000000b");
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.000Z");

    static final LivePeer PEER = peer(
            "amber-otter", AgentType.CLAUDE_CODE, "Reworks the \"login\" ☃", Optional.of("main"), PeerStatus.ACTIVE);
    static final LivePeer LEAST_PEER = peer("blue-heron", AgentType.UNKNOWN, "", Optional.empty(), PeerStatus.STALE);

    static final Message MESSAGE = new Message(
            new MessageId("0199a1b2-0000-7000-8000-000000000002"),
            new Sequence(42),
            AMBER,
            BLUE,
            MessageType.TEXT,
            "Please leave src/auth to me\n☃ \uD83E\uDDA6",
            Optional.of(new MessageId("0199a1b2-0000-7000-8000-000000000001")),
            NOON,
            Optional.of(NOON.plusMillis(5)),
            Optional.of(NOON.plusSeconds(1)),
            Optional.empty());
    static final Message LEAST_MESSAGE = new Message(
            MESSAGE.id(),
            MESSAGE.seq(),
            AMBER,
            BLUE,
            MessageType.TEXT,
            "hello",
            Optional.empty(),
            NOON,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static final StateEntry ENTRY = new StateEntry(new StateKey("default", "build"), "green", 3, AMBER, NOON, false);
    static final StateEntry DELETED_ENTRY =
            new StateEntry(new StateKey("default", "build"), "green", 4, PeerId.CLI, NOON, true);

    static final HeldLock LOCK = new HeldLock(
            new FileLock(
                    new LockPath(
                            "host-a", "/repo/src", true, LockScope.REPO, Optional.of(new RepoPath("4f1c9a", "src"))),
                    LockMode.SHARED,
                    AMBER,
                    Optional.of(new SubagentName("reviewer")),
                    new FencingToken(7),
                    "refactoring",
                    NOON,
                    NOON.plusSeconds(600)),
            "amber-otter",
            List.of(BLUE),
            Duration.ofSeconds(600));
    static final HeldLock LEAST_LOCK = new HeldLock(
            new FileLock(
                    new LockPath("host-a", "/repo/a.txt", false, LockScope.MACHINE, Optional.empty()),
                    LockMode.EXCLUSIVE,
                    BLUE,
                    Optional.empty(),
                    new FencingToken(8),
                    "",
                    NOON,
                    NOON.plusSeconds(60)),
            "blue-heron",
            List.of(),
            Duration.ofSeconds(60));

    static final MeshEvent EVENT = new MeshEvent(
            new Sequence(43),
            new EventId("0199a1b2-0000-7000-8000-000000000003"),
            new EventType("build.done"),
            EventPayload.of("ok", true, "tests", 120),
            AMBER,
            NOON);
    static final MeshEvent LEAST_EVENT = new MeshEvent(
            new Sequence(44),
            new EventId("0199a1b2-0000-7000-8000-000000000004"),
            new EventType("ping"),
            EventPayload.EMPTY,
            PeerId.CLI,
            NOON);

    static final StatusReport STATUS =
            new StatusReport("2.0.0", 3600, 4242, 7899, 2, 1, 10, 3, 4, 99, 65_536, 32_768, "broker", "sqlite");

    private GoldenSamples() {}

    static MeshEvent builtIn(String type) {
        return new MeshEvent(
                EVENT.seq(), EVENT.id(), new EventType(type), EventPayload.of("name", "amber-otter"), AMBER, NOON);
    }

    private static LivePeer peer(
            String name, AgentType agent, String summary, Optional<String> branch, PeerStatus status) {
        return new LivePeer(
                new Peer(
                        branch.isPresent() ? AMBER : BLUE,
                        new PeerName(name),
                        4242,
                        Optional.empty(),
                        "host-a",
                        "/repo",
                        branch.map(any -> "/repo"),
                        branch,
                        branch.map(any -> "4f1c9a"),
                        agent,
                        summary,
                        branch.map(any -> "/home/me/.slm-mesh/peers/4242.sock"),
                        Optional.empty(),
                        branch.isPresent(),
                        NOON,
                        NOON.plusSeconds(15),
                        Optional.empty()),
                status,
                branch.isPresent() ? List.of(new SubagentName("reviewer")) : List.of());
    }
}
