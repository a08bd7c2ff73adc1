package mesh.application;

import java.time.Duration;
import java.time.Instant;
import mesh.domain.lock.FileLock;
import mesh.domain.peer.PeerStatus;
import mesh.port.in.MeshStatus;
import mesh.port.in.StatusReport;
import mesh.port.out.MeshStore;

/** Figures of this broker. */
final class StatusService implements MeshStatus {
    private final BrokerFacts facts;
    private final MeshStore store;
    private final MeshClock clock;
    private final Presence presence;
    private final MeshSettings settings;
    private final long startedNanos;

    StatusService(BrokerFacts facts, MeshStore store, MeshClock clock, Presence presence, MeshSettings settings) {
        this.facts = facts;
        this.store = store;
        this.clock = clock;
        this.presence = presence;
        this.settings = settings;
        this.startedNanos = clock.nanos();
    }

    @Override
    public StatusReport report() {
        Instant now = clock.instant();
        int active = 0;
        int stale = 0;
        for (Presence.Entry entry : presence.entries()) {
            PeerStatus status = settings.liveness().statusAt(entry.lastSeen(), now);
            if (status == PeerStatus.ACTIVE) active++;
            if (status == PeerStatus.STALE) stale++;
        }
        int activePeers = active;
        int stalePeers = stale;
        MeshStore.Size size = store.size();
        return store.read(view -> new StatusReport(
                facts.version(),
                Duration.ofNanos(clock.nanos() - startedNanos).toSeconds(),
                facts.pid(),
                facts.port().getAsInt(),
                activePeers,
                stalePeers,
                view.messages().count(),
                view.messages().countUndelivered(),
                view.locks().all().stream()
                        .filter((FileLock lock) -> lock.isLiveAt(now))
                        .count(),
                view.events().count(),
                size.dataBytes(),
                size.walBytes(),
                facts.role(),
                store.kind()));
    }

    @Override
    public boolean healthy() {
        return store.healthy();
    }
}
