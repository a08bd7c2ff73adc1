package mesh.adapter.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.peer.SubagentName;
import org.junit.jupiter.api.Test;

/** Leases and what overlaps a path. */
public abstract class LocksContract extends MeshStoreContract {
    private FileLock lock(LockPath path, int holder) {
        return store.write(tx -> {
            FileLock lock = Sample.lock(tx.nextToken(), path, holder);
            tx.locks().save(lock);
            return lock;
        });
    }

    private List<FileLock> all() {
        return store.read(view -> view.locks().all());
    }

    @Test
    void leasesComeBackByPathAndByHolder() {
        FileLock b = lock(Sample.inRepo("/p/b", true, "b", LockScope.REPO), 1);
        FileLock a = lock(Sample.file("/p/a"), 2);
        FileLock c = lock(Sample.inRepo("/p/c", false, "", LockScope.MACHINE), 1);

        assertEquals(List.of(a, b, c), all());
        assertEquals(List.of(b, c), store.read(view -> view.locks().heldBy(Sample.peerId(1))));
        assertEquals(List.of(), store.read(view -> view.locks().heldBy(Sample.peerId(3))));
        assertEquals(2, store.<Integer>read(view -> view.locks().countHeldBy(Sample.peerId(1))));
        assertEquals(0, store.<Integer>read(view -> view.locks().countHeldBy(Sample.peerId(3))));
    }

    @Test
    void savingTheSameTokenReplacesAndRemovingForgets() {
        FileLock lock = lock(Sample.file("/a"), 1);
        FileLock longer = new FileLock(
                lock.path(),
                lock.mode(),
                lock.holder(),
                Optional.of(new SubagentName("reviewer")),
                lock.token(),
                "longer",
                lock.acquiredAt(),
                Sample.at(9_999));

        write(tx -> tx.locks().save(longer));
        assertEquals(List.of(longer), all());
        write(tx -> tx.locks().remove(lock.token()));
        write(tx -> tx.locks().remove(new FencingToken(99)));
        assertEquals(List.of(), all());
    }

    @Test
    void leasesThatRunOutAreFoundByTime() {
        FileLock first = lock(Sample.file("/a"), 1);
        lock(Sample.file("/b"), 1);

        List<FileLock> expired = store.read(view -> view.locks().expired(first.expiresAt()));
        assertTrue(expired.contains(first));
        assertEquals(List.of(), store.read(view -> view.locks().expired(Sample.START)));
    }

    @Test
    void everyLeaseMovesWithTheClock() {
        FileLock first = lock(Sample.file("/a"), 1);
        FileLock second = lock(Sample.file("/b"), 1);
        Duration shift = Duration.ofMillis(-3_600_123);

        write(tx -> tx.locks().shift(shift));

        assertEquals(List.of(first.shiftedBy(shift), second.shiftedBy(shift)), all());
    }

    @Test
    void whateverOverlapsIsFound() {
        List<LockPath> paths = paths();
        List<FileLock> locks = new ArrayList<>();
        for (LockPath path : paths) locks.add(lock(path, 1));

        for (LockPath asked : paths) {
            List<FileLock> found = store.read(view -> view.locks().overlapping(asked));
            for (FileLock lock : locks)
                if (lock.path().overlaps(asked))
                    assertTrue(found.contains(lock), () -> lock.path() + " overlaps " + asked);
        }
        assertEquals(
                List.of(),
                store.read(view -> view.locks().overlapping(Sample.file("/elsewhere"))).stream()
                        .filter(lock -> lock.path().overlaps(Sample.file("/elsewhere"))
                                && !lock.path().path().equals("/"))
                        .toList());
    }

    private static List<LockPath> paths() {
        List<LockPath> paths = new ArrayList<>();
        for (String path : List.of("/", "/a", "/a/b", "/a/b/c", "/a/bc", "/a-evil", "/a/b.c", "/a/\ud83e\udda6/x")) {
            paths.add(Sample.directory(path));
            if (!path.equals("/")) paths.add(Sample.file(path));
            paths.add(new LockPath("other", path, true, LockScope.MACHINE, Optional.empty()));
        }
        for (String path : List.of("", "a", "a/b", "a/b/c", "\ud83e\udda6/x", "0", "-")) {
            for (LockScope scope : LockScope.values()) {
                paths.add(Sample.inRepo("/clone1/" + path, true, path, scope));
                if (!path.isEmpty()) paths.add(Sample.inRepo("/clone2/" + path, false, path, scope));
            }
        }
        String deep = "/d".repeat(200);
        paths.add(Sample.file(deep));
        paths.add(Sample.directory("/d".repeat(150)));
        paths.add(Sample.directory("/d"));
        return paths;
    }
}
