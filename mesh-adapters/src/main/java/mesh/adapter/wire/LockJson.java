package mesh.adapter.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.FileLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.RepoPath;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;

/** Locks as they are shown. */
public final class LockJson {
    private LockJson() {}

    public static void write(JsonWriter out, HeldLock held) {
        FileLock lock = held.lock();
        LockPath path = lock.path();
        out.object()
                .field("filePath", path.text())
                .field("mode", lock.mode())
                .field("scope", path.scope())
                .field("machine", path.machine())
                .field("directory", path.directory())
                .field("repository", path.repo().map(RepoPath::repository))
                .field("repoPath", path.repo().map(RepoPath::path))
                .field("lockedBy", lock.holder().value())
                .field("lockedByName", held.holderName())
                .field("subagent", lock.subagent().map(SubagentName::value))
                .field("lockedAt", lock.acquiredAt())
                .field("expiresAt", lock.expiresAt())
                .field("remainingMs", held.remaining().toMillis())
                .field("reason", lock.reason())
                .field("fencingToken", lock.token().value())
                .array("waiters");
        for (PeerId waiter : held.waiters()) out.value(waiter.value());
        out.endArray().end();
    }

    public static HeldLock read(JsonObject json) {
        boolean directory = json.bool("directory");
        FileLock lock = new FileLock(
                new LockPath(
                        json.string("machine"),
                        withoutSlash(json.string("filePath"), directory),
                        directory,
                        json.oneOf("scope", LockScope.class, LockScope.MACHINE),
                        readRepo(json)),
                json.oneOf("mode", LockMode.class, LockMode.EXCLUSIVE),
                new PeerId(json.string("lockedBy")),
                json.optString("subagent").map(SubagentName::new),
                new FencingToken(json.integer("fencingToken")),
                json.string("reason"),
                json.instant("lockedAt"),
                json.instant("expiresAt"));
        List<PeerId> waiters = new ArrayList<>();
        for (String waiter : json.strings("waiters")) waiters.add(new PeerId(waiter));
        return new HeldLock(lock, json.string("lockedByName"), waiters, Duration.ofMillis(json.integer("remainingMs")));
    }

    private static String withoutSlash(String text, boolean directory) {
        return directory && text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Writes where a path that its caller resolved already is. */
    static void writePath(JsonWriter out, LockPath path) {
        out.object()
                .field("machine", path.machine())
                .field("path", path.path())
                .field("directory", path.directory())
                .field("scope", path.scope())
                .field("repository", path.repo().map(RepoPath::repository))
                .field("repoPath", path.repo().map(RepoPath::path))
                .end();
    }

    static LockPath readPath(JsonObject json) {
        return new LockPath(
                json.string("machine"),
                json.string("path"),
                json.bool("directory"),
                json.oneOf("scope", LockScope.class, LockScope.MACHINE),
                readRepo(json));
    }

    private static Optional<RepoPath> readRepo(JsonObject json) {
        Optional<String> repository = json.optString("repository");
        Optional<String> path = json.optString("repoPath");
        if (repository.isPresent() != path.isPresent())
            throw new InvalidInput("repoPath", "must be given together with repository");
        return repository.map(name -> new RepoPath(name, path.get()));
    }

    static void writeList(JsonWriter out, String name, List<HeldLock> locks) {
        out.array(name);
        for (HeldLock lock : locks) write(out, lock);
        out.endArray();
    }

    /** The locks of an answer. */
    public static List<HeldLock> readList(JsonObject answer) {
        List<HeldLock> locks = new ArrayList<>();
        for (JsonObject lock : answer.objects("locks")) locks.add(read(lock));
        return locks;
    }
}
