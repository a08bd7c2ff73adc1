package mesh.adapter.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import mesh.domain.event.EventId;
import mesh.domain.event.EventPayload;
import mesh.domain.event.EventType;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.RepoPath;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.ProcessIdentity;
import mesh.domain.peer.SubagentName;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;

/** Values for tests of stores; the same number gives the same value. */
public final class Sample {
    public static final Instant START = Instant.parse("2026-11-01T12:00:00.123Z");

    private Sample() {}

    public static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    public static PeerId peerId(int n) {
        long scattered = (n + 1) * 0x9e3779b97f4a7c15L;
        return new PeerId(new UUID(scattered & ~0xF000L | 0x4000L, 1L << 63 | n).toString());
    }

    public static Peer peer(int n) {
        return peer(n, "peer-" + n, Optional.empty());
    }

    public static Peer peer(int n, String name, Optional<String> sessionKey) {
        return new Peer(
                peerId(n),
                new PeerName(name),
                1_000 + n,
                n % 2 == 0 ? Optional.of(new ProcessIdentity(1_000 + n, "boot-" + n)) : Optional.empty(),
                "host",
                "/project/" + n,
                n % 3 == 0 ? Optional.of("/project") : Optional.empty(),
                n % 3 == 0 ? Optional.of("main") : Optional.empty(),
                n % 3 == 0 ? Optional.of("repository") : Optional.empty(),
                AgentType.values()[n % AgentType.values().length],
                "summary of " + n,
                n % 5 == 0 ? Optional.of("/run/" + n + ".sock") : Optional.empty(),
                sessionKey,
                n % 2 == 1,
                at(n),
                at(n + 1),
                Optional.empty());
    }

    public static MessageId messageId(long seq) {
        return new MessageId(new UUID(seq << 16 | 0x7000L, 1L << 63 | 1).toString());
    }

    public static Message message(Sequence seq, int from, int to) {
        return message(seq, peerId(from), peerId(to), at(seq.value()));
    }

    public static Message message(Sequence seq, PeerId from, PeerId to, Instant createdAt) {
        return new Message(
                messageId(seq.value()),
                seq,
                from,
                to,
                MessageType.TEXT,
                "text " + seq.value(),
                Optional.empty(),
                createdAt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static MeshEvent event(Sequence seq, String type) {
        return event(seq, type, at(seq.value()));
    }

    public static MeshEvent event(Sequence seq, String type, Instant createdAt) {
        return new MeshEvent(
                seq,
                new EventId(new UUID(seq.value() << 16 | 0x7000L, 1L << 63 | 2).toString()),
                new EventType(type),
                new EventPayload("{\"n\":" + seq.value() + "}"),
                peerId(1),
                createdAt);
    }

    public static StateEntry entry(String namespace, String key, String value, long version) {
        return new StateEntry(new StateKey(namespace, key), value, version, peerId(1), at(version), false);
    }

    public static StateEntry tombstone(String namespace, String key, long version, Instant at) {
        return new StateEntry(new StateKey(namespace, key), "", version, peerId(1), at, true);
    }

    public static LockPath file(String path) {
        return new LockPath("host", path, false, LockScope.MACHINE, Optional.empty());
    }

    public static LockPath directory(String path) {
        return new LockPath("host", path, true, LockScope.MACHINE, Optional.empty());
    }

    public static LockPath inRepo(String path, boolean directory, String repoPath, LockScope scope) {
        return new LockPath("host", path, directory, scope, Optional.of(new RepoPath("repository", repoPath)));
    }

    public static FileLock lock(FencingToken token, LockPath path, int holder) {
        return new FileLock(
                path,
                token.value() % 2 == 0 ? LockMode.SHARED : LockMode.EXCLUSIVE,
                peerId(holder),
                token.value() % 2 == 0 ? Optional.of(new SubagentName("helper-" + holder)) : Optional.empty(),
                token,
                "reason " + token.value(),
                at(token.value()),
                at(token.value()).plus(Duration.ofMinutes(10)));
    }
}
