package mesh.adapter.host.hook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.memory.MemoryPaths;
import mesh.adapter.memory.MemoryProcesses;
import mesh.adapter.memory.MemoryStore;
import mesh.application.MeshServices;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;

/** A mesh in memory, hosts that call their hooks, and another agent called {@code brisk-lynx}. */
final class HookFixture implements AutoCloseable {
    static final long HOST_PID = 4711;

    final MemoryProcesses processes = new MemoryProcesses("here");
    private final MemoryStore store = new MemoryStore();
    private final MeshServices services = MeshServices.on(store)
            .paths(new MemoryPaths("here"))
            .processes(processes)
            .peerKey(new byte[32])
            .build();
    final Mesh mesh = services.mesh();
    final PeerId other;
    final HookCalls calls;
    RuntimeException failure;

    HookFixture(Path folder) {
        this(folder, Recollections.none());
    }

    HookFixture(Path folder, Recollections recollections) {
        other = join("brisk-lynx", AgentType.CODEX);
        calls = new HookCalls(
                folder.resolve("sessions"),
                InstantSource.system(),
                HookFixture::registration,
                (access, starting) -> {
                    if (failure != null) throw failure;
                    return mesh;
                },
                Patience.UNLIMITED,
                recollections);
    }

    static Registration registration(HostSession session) {
        return new Registration(
                HOST_PID,
                session.directory(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                session.agent(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    PeerId join(String name, AgentType type) {
        return mesh.peers()
                .register(new Registration(
                        77,
                        "/shop",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        type,
                        Optional.of(new PeerName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        true))
                .peer()
                .id();
    }

    /** One hook call as the host makes it; single quotes stand for double ones. */
    HookOutput call(HookDialect dialect, String input) {
        HookEvent event = dialect.read(
                HookInput.read(new ByteArrayInputStream(input.replace('\'', '"').getBytes(StandardCharsets.UTF_8))),
                Map.of());
        try {
            HookCalls.Done done = calls.answer(dialect, event, HOST_PID);
            done.handedOver().run();
            return done.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PeerId peer(String sessionKey) {
        return mesh.peers().list(PeerQuery.EVERYONE).stream()
                .map(live -> live.peer())
                .filter(peer -> peer.sessionKey().filter(sessionKey::equals).isPresent())
                .findFirst()
                .orElseThrow()
                .id();
    }

    SendOutcome send(PeerId to, String text) {
        return mesh.messages().send(SendMessage.text(other, new Recipient.One(to.value()), text));
    }

    int unread(PeerId peer) {
        return mesh.messages().read(InboxQuery.peek(peer)).messages().size();
    }

    void lockByOther(String path) {
        mesh.locks().acquire(AcquireLock.exclusive(other, path));
    }

    void unlockByOther(String path) {
        mesh.locks().release(ReleaseLock.of(other, path));
    }

    @Override
    public void close() {
        services.close();
        store.close();
    }
}
