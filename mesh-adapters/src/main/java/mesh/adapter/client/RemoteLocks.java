package mesh.adapter.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.LockJson;
import mesh.adapter.wire.LockOutcomeJson;
import mesh.adapter.wire.LockRequestJson;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockCheck;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.domain.peer.PeerId;
import mesh.port.in.FileLocks;

/**
 * The locks of a mesh elsewhere. A call that was tried again over the next link may find its own work: an acquired lock is
 * then one that is renewed, a released one is not held.
 */
final class RemoteLocks implements FileLocks {
    private final Uplink uplink;
    private final Identities identities;
    private final Optional<Elsewhere> elsewhere;

    RemoteLocks(Uplink uplink, Identities identities, Optional<Elsewhere> elsewhere) {
        this.uplink = uplink;
        this.identities = identities;
        this.elsewhere = elsewhere;
    }

    /** Tries at once, and waits only for what is held. A wait that outlives its link begins anew, behind the others. */
    @Override
    public CompletableFuture<LockOutcome> acquire(AcquireLock request, Duration wait) {
        MaxWait.check(wait, MAX_WAIT);
        AcquireLock resolved = new AcquireLock(
                request.peer(),
                resolve(request.peer(), request.targets()),
                request.mode(),
                request.reason(),
                request.lease(),
                request.subagent());
        LockOutcome now = LockOutcomeJson.readAcquired(uplink.call(Call.repeatable(
                "lock", request.peer(), out -> LockRequestJson.writeLock(out, resolved, Duration.ZERO))));
        if (wait.isZero() || !(now instanceof LockOutcome.Held)) return CompletableFuture.completedFuture(now);
        MaxWait left = new MaxWait(wait);
        Call call = Call.repeatable(
                "lock", request.peer(), out -> LockRequestJson.writeLock(out, resolved, left.remaining()));
        return new Waiting<LockOutcome>() {
            @Override
            LockOutcome outcome(JsonObject answer) {
                return LockOutcomeJson.readAcquired(answer);
            }
        }.start(uplink, call, wait);
    }

    @Override
    public HolderOutcome renew(RenewLock request) {
        RenewLock resolved = new RenewLock(
                request.peer(), resolve(request.peer(), request.targets()), request.lease(), request.token());
        return LockOutcomeJson.readHolder(
                uplink.call(Call.repeatable("lock", request.peer(), out -> LockRequestJson.writeRenew(out, resolved))));
    }

    @Override
    public HolderOutcome release(ReleaseLock request) {
        ReleaseLock resolved = new ReleaseLock(
                request.peer(), resolve(request.peer(), request.targets()), request.token(), request.force());
        return LockOutcomeJson.readHolder(uplink.call(
                Call.repeatable("lock", request.peer(), out -> LockRequestJson.writeUnlock(out, resolved))));
    }

    @Override
    public List<HeldLock> list(LockQuery query) {
        LockQuery resolved =
                new LockQuery(query.asker(), query.target().map(t -> resolve(query.asker(), t)), query.holder());
        return LockJson.readList(uplink.ask(Call.question("lock", out -> LockRequestJson.writeQuery(out, resolved))));
    }

    @Override
    public LockCheck check(CheckLock question) {
        CheckLock resolved =
                new CheckLock(question.peer(), resolve(question.peer(), question.target()), question.token());
        return LockOutcomeJson.readCheck(
                uplink.ask(Call.question("lock", out -> LockRequestJson.writeCheck(out, resolved))));
    }

    private List<LockTarget> resolve(PeerId peer, List<LockTarget> targets) {
        return elsewhere
                .map(here -> here.resolve(projectOf(Optional.of(peer)), targets))
                .orElse(targets);
    }

    private LockTarget resolve(Optional<PeerId> peer, LockTarget target) {
        return elsewhere.map(here -> here.resolve(projectOf(peer), target)).orElse(target);
    }

    private Optional<String> projectOf(Optional<PeerId> peer) {
        return peer.flatMap(identities::find)
                .map(identity -> identity.registration().projectPath());
    }
}
