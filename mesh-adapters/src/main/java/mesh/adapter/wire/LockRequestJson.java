package mesh.adapter.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.Lease;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;
import mesh.port.in.FileLocks;

/** What callers want of locks. */
public final class LockRequestJson {
    private LockRequestJson() {}

    /** @param wait zero for an answer at once */
    public static void writeLock(JsonWriter out, AcquireLock request, Duration wait) {
        begin(out, "lock", request.peer(), request.targets());
        out.field("mode", request.mode()).field("reason", request.reason()).field("waitMs", wait.toMillis());
        writeLease(out, request.lease());
        request.subagent().ifPresent(name -> out.field("subagent", name.value()));
    }

    static AcquireLock readLock(JsonObject body) {
        return new AcquireLock(
                PeerJson.id(body, "peerId"),
                readTargets(body),
                body.oneOf("mode", LockMode.class, LockMode.EXCLUSIVE),
                body.optString("reason").orElse(""),
                readLease(body),
                body.optString("subagent").map(SubagentName::new));
    }

    static Duration readWait(JsonObject body) {
        return Duration.ofMillis(body.integer("waitMs", 0, 0, (int) FileLocks.MAX_WAIT.toMillis()));
    }

    public static void writeRenew(JsonWriter out, RenewLock request) {
        begin(out, "renew", request.peer(), request.targets());
        writeLease(out, request.lease());
        out.field("fencingToken", request.token().map(FencingToken::value));
    }

    static RenewLock readRenew(JsonObject body) {
        return new RenewLock(PeerJson.id(body, "peerId"), readTargets(body), readLease(body), readToken(body));
    }

    public static void writeUnlock(JsonWriter out, ReleaseLock request) {
        begin(out, "unlock", request.peer(), request.targets());
        if (request.targets().isEmpty()) out.field("all", true);
        if (request.force()) out.field("force", true);
        out.field("fencingToken", request.token().map(FencingToken::value));
    }

    static ReleaseLock readUnlock(JsonObject body) {
        PeerId peer = PeerJson.id(body, "peerId");
        boolean all = body.bool("all");
        List<LockTarget> targets = optTargets(body);
        if (all && !targets.isEmpty()) throw new InvalidInput("all", "must not be given together with a path");
        if (!all && targets.isEmpty()) throw new InvalidInput("filePath", "is required");
        return new ReleaseLock(peer, targets, readToken(body), body.bool("force"));
    }

    public static void writeQuery(JsonWriter out, LockQuery query) {
        out.field("action", "query").field("peerId", query.asker().map(PeerId::value));
        writeTargets(out, query.target().map(List::of).orElse(List.of()));
        out.field("holder", query.holder().map(PeerId::value));
    }

    static LockQuery readQuery(JsonObject body) {
        return new LockQuery(PeerJson.optId(body, "peerId"), optTarget(body), PeerJson.optId(body, "holder"));
    }

    public static void writeCheck(JsonWriter out, CheckLock question) {
        out.field("action", "check").field("peerId", question.peer().map(PeerId::value));
        writeTargets(out, List.of(question.target()));
        out.field("fencingToken", question.token().map(FencingToken::value));
    }

    static CheckLock readCheck(JsonObject body) {
        LockTarget target = InvalidInput.required("filePath", optTarget(body).orElse(null));
        return new CheckLock(PeerJson.optId(body, "peerId"), target, readToken(body));
    }

    private static void begin(JsonWriter out, String action, PeerId peer, List<LockTarget> targets) {
        out.field("action", action).field("peerId", peer.value());
        writeTargets(out, targets);
    }

    private static void writeTargets(JsonWriter out, List<LockTarget> targets) {
        if (targets.isEmpty()) return;
        LockScope scope = targets.get(0).scope();
        boolean resolved = false;
        for (LockTarget target : targets) {
            if (target.scope() != scope) throw new InvalidInput("scope", "must be the same for all paths of a call");
            resolved |= target.resolved().isPresent();
        }
        if (targets.size() == 1) out.field("filePath", targets.get(0).text());
        else writeTexts(out, targets);
        out.field("scope", scope);
        if (resolved) writeResolved(out, targets);
    }

    private static void writeTexts(JsonWriter out, List<LockTarget> targets) {
        out.array("filePaths");
        for (LockTarget target : targets) out.value(target.text());
        out.endArray();
    }

    private static void writeResolved(JsonWriter out, List<LockTarget> targets) {
        out.array("resolved");
        for (LockTarget target : targets) {
            if (target.resolved().isPresent())
                LockJson.writePath(out, target.resolved().get());
            else out.nothing();
        }
        out.endArray();
    }

    private static List<LockTarget> readTargets(JsonObject body) {
        List<LockTarget> targets = optTargets(body);
        if (targets.isEmpty()) throw new InvalidInput("filePath", "is required");
        return targets;
    }

    private static Optional<LockTarget> optTarget(JsonObject body) {
        List<LockTarget> targets = optTargets(body);
        if (targets.size() > 1) throw new InvalidInput("filePaths", "must hold one path for this action");
        return targets.isEmpty() ? Optional.empty() : Optional.of(targets.get(0));
    }

    private static List<LockTarget> optTargets(JsonObject body) {
        List<String> texts = readTexts(body);
        if (texts.size() > AcquireLock.MAX_TARGETS)
            throw new InvalidInput(
                    "filePaths", "must hold at most " + AcquireLock.MAX_TARGETS + " paths, it holds " + texts.size());
        LockScope scope = body.oneOf("scope", LockScope.class, LockScope.MACHINE);
        List<Optional<JsonObject>> resolved = body.optObjects("resolved");
        if (!resolved.isEmpty() && resolved.size() != texts.size())
            throw new InvalidInput("resolved", "must have one entry for each path");
        List<LockTarget> targets = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            Optional<LockPath> path =
                    resolved.isEmpty() ? Optional.empty() : resolved.get(i).map(LockJson::readPath);
            targets.add(new LockTarget(texts.get(i), scope, path));
        }
        return targets;
    }

    private static List<String> readTexts(JsonObject body) {
        if (!body.has("filePaths"))
            return body.optString("filePath").map(List::of).orElse(List.of());
        if (body.has("filePath")) throw new InvalidInput("filePath", "must not be given together with filePaths");
        return body.strings("filePaths");
    }

    private static void writeLease(JsonWriter out, Optional<Lease> lease) {
        out.field("ttlMinutes", lease.map(time -> time.duration().toMinutes()));
    }

    private static Optional<Lease> readLease(JsonObject body) {
        return body.optLong("ttlMinutes").map(Lease::ofMinutes);
    }

    private static Optional<FencingToken> readToken(JsonObject body) {
        return body.optLong("fencingToken").map(FencingToken::new);
    }
}
