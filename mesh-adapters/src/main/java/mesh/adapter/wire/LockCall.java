package mesh.adapter.wire;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.port.in.FileLocks;

/** The call {@code lock}. */
final class LockCall implements Calls.Call {
    private final FileLocks locks;
    private final Calls calls;

    LockCall(FileLocks locks, Calls calls) {
        this.locks = locks;
        this.calls = calls;
    }

    @Override
    public CompletableFuture<Answer> answer(JsonObject body, Caller caller) {
        String action = body.string("action");
        return switch (action) {
            case "lock" -> lock(body, caller);
            case "unlock" -> unlock(body, caller);
            case "renew" -> renew(body, caller);
            case "query" -> Calls.done(LockOutcomeJson.answer(locks.list(LockRequestJson.readQuery(body))));
            case "check" -> Calls.done(LockOutcomeJson.answer(locks.check(LockRequestJson.readCheck(body))));
            default ->
                throw new InvalidInput(
                        "action",
                        "must be one of lock, unlock, renew, query, check; it is \"" + Text.shown(action, 60) + "\"");
        };
    }

    private CompletableFuture<Answer> lock(JsonObject body, Caller caller) {
        AcquireLock request = LockRequestJson.readLock(body);
        Duration wait = LockRequestJson.readWait(body);
        boolean several = body.has("filePaths");
        calls.admit(request.peer(), caller);
        return wait.isZero()
                ? Calls.done(LockOutcomeJson.answer(locks.acquire(request), several))
                : calls.later(locks.acquire(request, wait), outcome -> LockOutcomeJson.answer(outcome, several));
    }

    private CompletableFuture<Answer> renew(JsonObject body, Caller caller) {
        RenewLock request = LockRequestJson.readRenew(body);
        calls.admit(request.peer(), caller);
        return Calls.done(LockOutcomeJson.answer(locks.renew(request), body.has("filePaths")));
    }

    private CompletableFuture<Answer> unlock(JsonObject body, Caller caller) {
        ReleaseLock request = LockRequestJson.readUnlock(body);
        calls.admit(request.peer(), caller);
        return Calls.done(LockOutcomeJson.answer(locks.release(request), true));
    }
}
