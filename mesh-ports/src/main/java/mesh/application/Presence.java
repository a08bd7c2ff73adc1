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
import mesh.domain.peer.PeerStatus;
import mesh.domain.peer.ProcessIdentity;
import mesh.domain.peer.SubagentName;

/**
 * What the broker knows of its living peers without asking the store: how each registered, when it was last seen, which
 * subagents work as it, and how often it called of late. Heartbeats live here alone: after a restart everybody has a
 * fresh window. Safe for use by many threads.
 */
final class Presence {
    /** Rounds of housekeeping are not further apart, unless the broker stood still. */
    static final Duration TOLERATED_STANDSTILL = Duration.ofSeconds(2);

    private final Map<PeerId, Entry> living = new ConcurrentHashMap<>();
    private final MeshSettings settings;
    /** The last round of housekeeping; null before the first one. */
    private volatile Instant attendedAt;

    /** One living peer. */
    static final class Entry {
        /** As it registered. */
        final Peer peer;

        final PeerId id;
        final boolean authenticated;
        final Optional<ProcessIdentity> process;
        private volatile Instant lastSeen;
        private volatile List<SubagentName> subagents = List.of();
        private Instant windowStart;
        private int callsInWindow;

        private Entry(Peer peer, Instant now) {
            this.peer = peer;
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
        if (attendedAt != null) attendedAt = attendedAt.plus(shift);
    }

    /** A round of housekeeping. While the broker stood still it heard of nobody: that is nobody's silence. */
    void attend(Instant now) {
        Instant last = attendedAt;
        if (last != null && now.isAfter(last.plus(TOLERATED_STANDSTILL))) {
            Duration missed = Duration.between(last, now);
            for (Entry entry : living.values()) {
                Instant seen = entry.lastSeen.plus(missed);
                entry.lastSeen = seen.isBefore(now) ? seen : now;
            }
        }
        attendedAt = now;
    }

    /** By how long the peer has been silent while the broker could have heard it. */
    PeerStatus statusOf(Entry entry, Instant now) {
        Instant last = attendedAt;
        Instant attended = last == null ? now : last.plus(TOLERATED_STANDSTILL);
        return settings.liveness().statusAt(entry.lastSeen, now.isBefore(attended) ? now : attended);
    }
}
