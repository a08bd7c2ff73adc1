package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mesh.domain.Refusal;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.ProcessIdentity;
import mesh.domain.peer.SubagentName;

/**
 * What the broker knows of its living peers without asking the store: when each was last seen, which subagents work as
 * it, and how often it called of late. Heartbeats live here alone: after a restart everybody has a fresh window. Safe for use by many threads.
 */
final class Presence {
    private final Map<PeerId, Entry> living = new ConcurrentHashMap<>();
    private final MeshSettings settings;

    /** One living peer. */
    static final class Entry {
        final PeerId id;
        final boolean authenticated;
        final Optional<ProcessIdentity> process;
        private volatile Instant lastSeen;
        private volatile List<SubagentName> subagents = List.of();
        private Instant windowStart;
        private int callsInWindow;

        private Entry(Peer peer, Instant now) {
            id = peer.id();
            authenticated = peer.authenticated();
            process = peer.process();
            lastSeen = now;
            windowStart = now;
        }

        Instant lastSeen() {
            return lastSeen;
        }

        List<SubagentName> subagents() {
            return subagents;
        }

        void worksWith(List<SubagentName> names) {
            subagents = names;
        }

        /** Counts a call; a window opens with the first call after the last one closed. */
        private synchronized void count(int limit, Duration window, Instant now) {
            if (!now.isBefore(windowStart.plus(window)) || now.isBefore(windowStart)) {
                windowStart = now;
                callsInWindow = 0;
            }
            if (callsInWindow >= limit)
                throw new Refusal.RateLimited(limit, window, Duration.between(now, windowStart.plus(window)));
            callsInWindow++;
        }
    }

    Presence(MeshSettings settings) {
        this.settings = settings;
    }

    void enter(Peer peer, Instant now) {
        living.put(peer.id(), new Entry(peer, now));
    }

    /** Forgets this entry; one that the peer made since stays. */
    void leave(Entry entry) {
        living.remove(entry.id, entry);
    }

    int size() {
        return living.size();
    }

    Collection<Entry> entries() {
        return living.values();
    }

    Optional<Entry> find(PeerId peer) {
        return Optional.ofNullable(living.get(peer));
    }

    Entry require(PeerId peer) {
        Entry entry = living.get(peer);
        if (entry == null) throw new Refusal.UnknownPeer(peer);
        return entry;
    }

    void seen(PeerId peer, Instant now) {
        require(peer).lastSeen = now;
    }

    void countCall(Entry entry, Instant now) {
        if (settings.callsPerWindow() > 0) entry.count(settings.callsPerWindow(), settings.rateWindow(), now);
    }

    /** Everybody was last seen {@code shift} later: the clock was set. */
    void shift(Duration shift) {
        for (Entry entry : living.values()) entry.lastSeen = entry.lastSeen.plus(shift);
    }
}
