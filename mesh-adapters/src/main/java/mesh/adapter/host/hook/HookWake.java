package mesh.adapter.host.hook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventType;
import mesh.domain.message.Delivery;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;
import mesh.port.in.Mesh;

/**
 * Waits beside a session that is idle, and says when there is mail that nobody announced to it yet: once for a burst,
 * never for what was seen, and not while a turn runs, which has rungs of its own. Keeps the session's peer alive meanwhile.
 */
public final class HookWake {
    /** How often the broker hears that the session is there. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** A burst is over when nothing has come for this long. */
    static final Duration QUIET = Duration.ofMillis(1_500);

    /** Longest that a burst delays a wake. */
    static final Duration MAX_BURST = Duration.ofSeconds(8);

    /** How long a session's start may take, with a broker that has to be started first. */
    static final Duration MAX_START = Duration.ofSeconds(20);

    private static final Duration RETRY = Duration.ofMillis(100);

    private final SessionFiles sessions;
    private final InstantSource clock;
    private final MeshDoor door;
    private final LongPredicate isRunning;

    /**
     * @param folder of the sessions' memories
     * @param isRunning whether a process is there
     */
    public HookWake(Path folder, InstantSource clock, MeshDoor door, LongPredicate isRunning) {
        this.sessions = new SessionFiles(folder);
        this.clock = clock;
        this.door = door;
        this.isRunning = isRunning;
    }

    /** What woke a session. @param handedOver to be run once {@code text} is written out */
    public record Woken(String text, Runnable handedOver) {}

    /**
     * Waits until there is something to tell; empty when the session is over, or another waiter has taken this one's
     * place.
     *
     * @param onOneLine whether the text is to be one line, which shows messages in their beginning only
     *
     * @throws mesh.port.in.MeshUnavailable when the broker is gone for good
     */
    public Optional<Woken> await(HostSession session, boolean onOneLine) throws IOException, InterruptedException {
        long me = System.nanoTime() ^ ProcessHandle.current().pid();
        Optional<SessionMemory> begun = begin(session, me);
        if (begun.isEmpty()) return Optional.empty();
        PeerId peer = begun.get().peer().get();
        Mesh mesh = door.open(Optional.of(new MeshDoor.Access(peer, begun.get().token())), false);
        Semaphore news = new Semaphore(0);
        EventFeed.Following following = mesh.events()
                .followEvents(
                        Set.of(new EventPattern(EventType.MESSAGE_RECEIVED.value())),
                        Optional.empty(),
                        notice -> news.release());
        try {
            boolean look = true;
            while (isStillMine(session, me)) {
                if (look && unannounced(session, mesh, peer)) {
                    awaitEndOfBurst(news);
                    Optional<Woken> woken = wake(session, me, mesh, peer, onOneLine);
                    if (woken.isPresent()) return woken;
                }
                look = news.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
                look |= mesh.peers().heartbeat(peer) > 0;
            }
            return Optional.empty();
        } finally {
            following.close();
        }
    }

    private boolean isStillMine(HostSession session, long me) throws IOException {
        Optional<SessionMemory> memory = sessions.peek(session);
        if (memory.isEmpty() || memory.get().waiter() != me) return false;
        long host = memory.get().hostPid();
        return host == 0 || isRunning.test(host);
    }

    private boolean unannounced(HostSession session, Mesh mesh, PeerId peer) throws IOException {
        Optional<SessionMemory> memory = sessions.peek(session);
        return memory.isPresent() && !unannounced(memory.get(), mesh, peer).isEmpty();
    }

    private static List<Message> unannounced(SessionMemory memory, Mesh mesh, PeerId peer) {
        List<Message> found = new ArrayList<>();
        for (Message message : mesh.messages().read(InboxQuery.peek(peer)).messages())
            if (!memory.wasAnnouncedAnywhere(message.id())) found.add(message);
        return found;
    }

    private static void awaitEndOfBurst(Semaphore news) throws InterruptedException {
        long deadline = System.nanoTime() + MAX_BURST.toNanos();
        while (System.nanoTime() - deadline < 0 && news.tryAcquire(QUIET.toMillis(), TimeUnit.MILLISECONDS))
            news.drainPermits();
    }

    /** Decides with the memory to itself, since the turn's own rungs may be announcing the same at this moment. */
    private Optional<Woken> wake(HostSession session, long me, Mesh mesh, PeerId peer, boolean onOneLine)
            throws IOException {
        Optional<SessionFiles.Open> open = sessions.open(session);
        if (open.isEmpty()) return Optional.empty();
        try (SessionFiles.Open memory = open.get()) {
            if (memory.memory().waiter() != me || memory.memory().turnRuns()) return Optional.empty();
            Briefing briefing = new Briefing(clock.instant());
            List<Message> messages = unannounced(memory.memory(), mesh, peer);
            if (onOneLine) briefing.messagesOnOneLine(messages, mesh.peers()::find);
            else briefing.messages(messages, mesh.peers()::find);
            if (briefing.isEmpty()) return Optional.empty();
            memory.memory().announce(SessionMemory.Rung.WAKE, briefing.announced());
            memory.save(memory.memory());
            return Optional.of(new Woken(briefing.text(), () -> {
                if (!briefing.shownWhole().isEmpty())
                    mesh.messages().acknowledge(peer, briefing.shownWhole(), Delivery.READ);
            }));
        }
    }

    /** Takes the waiter's place, once the hook that starts the session has made it a peer. */
    private Optional<SessionMemory> begin(HostSession session, long me) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + MAX_START.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Optional<SessionFiles.Open> open = sessions.open(session);
            if (open.isPresent()) {
                try (SessionFiles.Open memory = open.get()) {
                    memory.memory().waitsAs(me);
                    memory.save(memory.memory());
                    if (memory.memory().peer().isPresent()) return Optional.of(memory.memory());
                }
            }
            Thread.sleep(RETRY.toMillis());
        }
        return Optional.empty();
    }
}
