package mesh.adapter.mcp.resource;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.NewMessages;
import mesh.domain.Notice;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventType;
import mesh.port.in.EventFeed;

/** Tells when a resource changes, for as long as it is open. Safe for use by many threads. */
public final class Watch implements AutoCloseable {
    /** Resources that one client may watch, those that do not exist included. */
    public static final int MAX_WATCHED = 64;

    private static final Set<EventType> PEER_CHANGES =
            Set.of(EventType.PEER_JOINED, EventType.PEER_LEFT, EventType.PEER_UPDATED);
    private static final Set<EventType> LOCK_CHANGES =
            Set.of(EventType.FILE_LOCKED, EventType.FILE_UNLOCKED, EventType.LOCK_EXPIRED, EventType.LOCK_GRANTED);

    private final Agent agent;
    private final Consumer<String> onChange;
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final ReentrantLock changing = new ReentrantLock();
    private EventFeed.Following events;
    private NewMessages messages;
    private boolean closed;

    /** @param onChange is told the address of what changed; must return at once */
    public Watch(Agent agent, Consumer<String> onChange) {
        this.agent = requireNonNull(agent);
        this.onChange = requireNonNull(onChange);
    }

    /** Starts to watch. An address that does not exist never changes. May block for the mesh's answer. */
    public void add(String uri) {
        changing.lock();
        try {
            if (closed) return;
            if (watched.size() >= MAX_WATCHED && !watched.contains(uri))
                throw new RpcError(
                        RpcError.INVALID_PARAMS, "At most " + MAX_WATCHED + " resources are watched at a time");
            if (watched.add(uri)) follow();
        } finally {
            changing.unlock();
        }
    }

    public void remove(String uri) {
        changing.lock();
        try {
            if (watched.remove(uri)) follow();
        } finally {
            changing.unlock();
        }
    }

    private void follow() {
        Set<EventPattern> patterns = patterns();
        EventFeed.Following before = events;
        // The new follow starts before the old one ends, so that nothing falls between.
        events = patterns.isEmpty() ? null : agent.mesh().events().followEvents(patterns, Optional.empty(), this::tell);
        if (before != null) before.close();
        boolean inbox = watched.contains(Resources.INBOX);
        if (inbox && messages == null) {
            agent.id();
            messages = new NewMessages(agent, message -> onChange.accept(Resources.INBOX));
        } else if (!inbox && messages != null) {
            messages.close();
            messages = null;
        }
    }

    private Set<EventPattern> patterns() {
        if (watched.contains(Resources.EVENTS)) return Set.of(EventPattern.EVERYTHING);
        Set<EventPattern> patterns = new HashSet<>();
        if (watched.contains(Resources.PEERS))
            PEER_CHANGES.forEach(type -> patterns.add(new EventPattern(type.value())));
        if (watched.contains(Resources.LOCKS))
            LOCK_CHANGES.forEach(type -> patterns.add(new EventPattern(type.value())));
        return patterns;
    }

    private void tell(Notice notice) {
        if (!(notice instanceof Notice.OfEvent event)) return;
        EventType type = event.event().type();
        tell(Resources.PEERS, PEER_CHANGES.contains(type));
        tell(Resources.LOCKS, LOCK_CHANGES.contains(type));
        tell(Resources.EVENTS, true);
    }

    private void tell(String uri, boolean changed) {
        if (changed && watched.contains(uri)) onChange.accept(uri);
    }

    @Override
    public void close() {
        changing.lock();
        try {
            closed = true;
            watched.clear();
            if (events != null) events.close();
            if (messages != null) messages.close();
        } finally {
            changing.unlock();
        }
    }
}
