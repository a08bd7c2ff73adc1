package mesh.adapter.mcp.era2025;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.domain.peer.AgentType;

/**
 * The clients over HTTP that shook hands, by session id. A session whose client says that it ends is over, and its id is
 * good for nothing. One whose client falls silent ends too, and its peer leaves; but should the client come back, then
 * the mesh knows the peer of its id, and the session goes on. So it does after a restart of the broker.
 */
final class HttpSessions implements AutoCloseable {
    static final int MAX_SESSIONS = 1_000;
    /** Without a stream, silence says little: agents think for long. */
    static final Duration MAX_IDLE = Duration.ofMinutes(15);
    /** A client that lost its stream comes back for it at once, or not at all. */
    static final Duration MAX_LOST = Duration.ofMinutes(2);

    private static final System.Logger LOG = System.getLogger(HttpSessions.class.getName());
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final int ID_BYTES = 18;
    private static final int ID_CHARS = 24;
    private static final int MAX_REMEMBERED = 10_000;

    private final String version;
    private final BiFunction<String, Optional<String>, Agent> agents;
    private final Workers workers;
    private final LongSupplier nanoTicker;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, HttpSession> sessions = new ConcurrentHashMap<>();
    private final ReentrantLock ending = new ReentrantLock();
    private final Set<String> ended = new LinkedHashSet<>();

    /** @param agents makes the agent of a session from its id and the project that its client names */
    HttpSessions(
            String version,
            BiFunction<String, Optional<String>, Agent> agents,
            Workers workers,
            LongSupplier nanoTicker) {
        this.version = version;
        this.agents = agents;
        this.workers = workers;
        this.nanoTicker = nanoTicker;
        workers.timer().scheduleWithFixedDelay(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    int size() {
        return sessions.size();
    }

    /** Begins a session with an id that cannot be guessed; empty where there are too many. */
    Optional<HttpSession> begin(AgentType type, Optional<String> project) {
        if (sessions.size() >= MAX_SESSIONS) return Optional.empty();
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id =
                type.wireName() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        HttpSession session = session(id, project);
        sessions.put(id, session);
        return Optional.of(session);
    }

    private HttpSession session(String id, Optional<String> project) {
        return new HttpSession(id, version, clientName -> agents.apply(id, project), workers, nanoTicker);
    }

    /** The kind of agent whose session has this id. */
    static AgentType agentType(String id) {
        String prefix = id.substring(0, Math.max(0, id.indexOf('.')));
        for (AgentType type : AgentType.values()) if (type.wireName().equals(prefix)) return type;
        return AgentType.UNKNOWN;
    }

    /** The session with this id. May block for the mesh's answer. @param revision that its client speaks */
    Optional<HttpSession> find(String id, Optional<String> project, String revision) {
        HttpSession known = sessions.get(id);
        if (known != null || !hasForm(id)) return Optional.ofNullable(known);
        ending.lock();
        try {
            if (ended.contains(id) || sessions.size() >= MAX_SESSIONS) return Optional.empty();
            if (sessions.containsKey(id)) return Optional.of(sessions.get(id));
            HttpSession earlier = session(id, project);
            if (earlier.handshake().resume(revision)) sessions.put(id, earlier);
            else remember(id);
            return Optional.ofNullable(sessions.get(id));
        } finally {
            ending.unlock();
        }
    }

    private static boolean hasForm(String id) {
        int dot = id.indexOf('.');
        return dot > 0 && id.length() == dot + 1 + ID_CHARS;
    }

    private void remember(String id) {
        ended.add(id);
        if (ended.size() > MAX_REMEMBERED) ended.remove(ended.iterator().next());
    }

    /** Ends the session with this id for good. May block. @return whether there was one */
    boolean end(String id) {
        ending.lock();
        try {
            remember(id);
        } finally {
            ending.unlock();
        }
        HttpSession session = sessions.remove(id);
        if (session != null) session.end();
        return session != null;
    }

    private void beat() {
        for (HttpSession session : sessions.values()) workers.calls().execute(() -> look(session));
    }

    /** Ends a session that is silent for too long. */
    void look(HttpSession session) {
        if (session.stream().beat()) {
            session.seen();
            return;
        }
        Duration most = session.hadStream() ? MAX_LOST : MAX_IDLE;
        if (session.idleNanos() < most.toNanos()) return;
        try {
            sessions.remove(session.id(), session);
            session.end();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A session ended, but its peer could not be told to leave", e);
        }
    }

    /** Lets go of all sessions; the broker's successor finds them again. */
    @Override
    public void close() {
        sessions.values().forEach(HttpSession::suspend);
        sessions.clear();
    }
}
