package mesh.adapter.host.hook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import mesh.domain.message.Delivery;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;

/**
 * Answers hook calls, each by itself: in a process made for one call, or in the broker for calls that come by HTTP. Safe
 * for use by many threads.
 */
public final class HookCalls {
    private final SessionFiles sessions;
    private final InstantSource clock;
    private final Function<HostSession, Registration> registrations;
    private final MeshDoor door;
    private final Patience patience;
    private final Recollections recollections;

    /**
     * @param folder of the sessions' memories, in the data directory
     * @param registrations how a session takes part; without a session key
     */
    public HookCalls(
            Path folder,
            InstantSource clock,
            Function<HostSession, Registration> registrations,
            MeshDoor door,
            Patience patience,
            Recollections recollections) {
        this.sessions = new SessionFiles(folder);
        this.clock = clock;
        this.registrations = registrations;
        this.door = door;
        this.patience = patience;
        this.recollections = recollections;
    }

    /**
     * What came of a call.
     *
     * @param output for the host
     * @param holdsMessages whether there is something to hand over
     * @param handedOver to be run once {@code output} is written out: until then the messages in it are not read
     */
    public record Done(HookOutput output, boolean holdsMessages, Runnable handedOver) {
        static Done of(HookOutput output) {
            return new Done(output, false, () -> {});
        }
    }

    /** Decides one call. @param hostPid process of the host; 0 where it is not known */
    public Done answer(HookDialect dialect, HookEvent event, long hostPid) throws IOException {
        if (event instanceof HookEvent.Other) return Done.of(nothing(dialect, event));
        try (Session session = new Session(event, hostPid)) {
            Decided decided;
            try {
                SessionMemory attempt = session.memory().copy();
                decided = patience.wait(
                        event instanceof HookEvent.Started, () -> decide(event, session.isLost(), attempt));
                attempt.sayingSilence(false);
                session.remember(attempt);
            } catch (MeshUnavailable e) {
                decided = new Decided(silence(session.memory(), e.getMessage()), Optional.empty());
            }
            session.save();
            return done(dialect, event, decided);
        }
    }

    private record Decided(HookResult result, Optional<Mesh> mesh) {}

    /** Runs where the host may have stopped waiting for it: changes nothing but {@code memory}. */
    private Decided decide(HookEvent event, boolean lost, SessionMemory memory) {
        Optional<MeshDoor.Access> access = memory.peer().map(peer -> new MeshDoor.Access(peer, memory.token()));
        Mesh mesh = door.open(access, event instanceof HookEvent.Started);
        // Without a memory it is not known what was announced; another call of this session is just telling it.
        boolean tells = event instanceof HookEvent.ToolUsed || event instanceof HookEvent.Prompted;
        HookResult result = lost && tells
                ? HookResult.NOTHING
                : new HookDecisions(mesh, clock, registrations, recollections).decide(event, memory);
        return new Decided(result, Optional.of(mesh));
    }

    /** What a host is told when there is nothing to tell. */
    public HookOutput nothing(HookDialect dialect, HookEvent event) {
        return dialect.write(event, HookResult.NOTHING);
    }

    /** What to answer in place of a broker that is silent: go on, and say so once. */
    public HookOutput silence(HookDialect dialect, HookEvent event, String why) throws IOException {
        try (Session session = new Session(event, 0)) {
            HookResult result = session.isLost() ? HookResult.NOTHING : silence(session.memory(), why);
            session.save();
            return dialect.write(event, result);
        }
    }

    private static HookResult silence(SessionMemory memory, String why) {
        if (memory.silenceSaid()) return HookResult.NOTHING;
        memory.sayingSilence(true);
        return HookResult.NOTHING.withNote("slm-mesh: the broker does not answer, so until it does edits are not"
                + " checked against locks and messages are not shown here (" + why + "). See: slm-mesh doctor");
    }

    private Done done(HookDialect dialect, HookEvent event, Decided decided) {
        HookResult result = decided.result();
        HookOutput output = dialect.write(event, result);
        if (decided.mesh().isEmpty()
                || result.peer().isEmpty()
                || result.handedOver().isEmpty()) return Done.of(output);
        Mesh mesh = decided.mesh().get();
        return new Done(
                output,
                true,
                () -> patience.wait(
                        false,
                        () -> mesh.messages().acknowledge(result.peer().get(), result.handedOver(), Delivery.READ)));
    }

    /** The memory of one call: opened, and brought up to who speaks. */
    private final class Session implements AutoCloseable {
        private final Optional<SessionFiles.Open> open;
        private SessionMemory memory;

        Session(HookEvent event, long hostPid) throws IOException {
            this.open = sessions.open(event.session());
            this.memory = open.map(SessionFiles.Open::memory).orElseGet(() -> new SessionMemory(event.session()));
            if (event instanceof HookEvent.Started started) begin(started, hostPid);
        }

        private void begin(HookEvent.Started started, long hostPid) throws IOException {
            boolean fresh = open.filter(SessionFiles.Open::isFresh).isPresent();
            if (fresh && started.source() == HookEvent.Source.CLEARED && hostPid > 0) {
                Optional<SessionMemory> before = sessions.predecessor(started.session(), hostPid);
                before.ifPresent(memory::goesOnAs);
            }
            if (hostPid > 0) memory.runsIn(hostPid);
            sessions.removeOld(clock.instant());
        }

        SessionMemory memory() {
            return memory;
        }

        void remember(SessionMemory later) {
            memory = later;
        }

        boolean isLost() {
            return open.isEmpty();
        }

        void save() throws IOException {
            if (open.isPresent()) open.get().save(memory);
        }

        @Override
        public void close() throws IOException {
            if (open.isPresent()) open.get().close();
        }
    }
}
