package mesh.adapter.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.LockPath;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreTransaction;

/** Leases by fencing token. */
final class MemoryLocks implements StoreTransaction.Locks {
    private static final Comparator<FileLock> BY_PATH = Comparator.comparing(
                    (FileLock lock) -> lock.path().path(), MemoryState.UTF8_ORDER)
            .thenComparing(FileLock::token);

    private final Table<FencingToken, FileLock> leases;

    MemoryLocks(Undo undo) {
        leases = new Table<>(Comparator.naturalOrder(), undo);
    }

    @Override
    public List<FileLock> overlapping(LockPath path) {
        return leases.rows().values().stream()
                .filter(lock -> lock.path().overlaps(path))
                .toList();
    }

    @Override
    public List<FileLock> heldBy(PeerId holder) {
        return leases.rows().values().stream()
                .filter(lock -> lock.holder().equals(holder))
                .sorted(BY_PATH)
                .toList();
    }

    @Override
    public int countHeldBy(PeerId holder) {
        return heldBy(holder).size();
    }

    @Override
    public List<FileLock> all() {
        return leases.rows().values().stream().sorted(BY_PATH).toList();
    }

    @Override
    public List<FileLock> expired(Instant now) {
        return leases.rows().values().stream()
                .filter(lock -> !lock.isLiveAt(now))
                .toList();
    }

    @Override
    public void save(FileLock lock) {
        leases.put(lock.token(), lock);
    }

    @Override
    public void remove(FencingToken token) {
        leases.remove(token);
    }

    @Override
    public void shift(Duration shift) {
        List.copyOf(leases.rows().values()).forEach(lock -> save(lock.shiftedBy(shift)));
    }
}
