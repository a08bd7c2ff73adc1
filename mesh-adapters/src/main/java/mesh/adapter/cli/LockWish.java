package mesh.adapter.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.Lease;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.LockTarget;
import mesh.domain.peer.PeerId;
import mesh.port.in.FileLocks;

/** The words of a wish for locks, as {@code lock acquire} and {@code lock run} share them. */
final class LockWish {
    static final String TTL = "--ttl";
    static final String TTL_TEXT = "how long it lasts unless renewed, 1m to 60m (the broker's default: 10m)";
    static final String SCOPE = "--scope";
    static final String SCOPE_TEXT = "machine (this one file, the default) or repo (it in every worktree and clone)";
    private static final String SHARED = "--shared";
    private static final String WAIT = "--wait";
    private static final String REASON = "--reason";

    private LockWish() {}

    static Syntax options(Syntax syntax) {
        return syntax.option(WAIT, "DURATION", "where somebody else holds it, wait for it at most this long")
                .flag(SHARED, "together with others who lock it shared")
                .option(TTL, "DURATION", TTL_TEXT)
                .option(REASON, "TEXT", "why, for whoever meets the lock")
                .choice(SCOPE, "SCOPE", SCOPE_TEXT, "machine", "repo");
    }

    static AcquireLock read(Invocation call, PeerId peer, List<String> paths) {
        Arguments arguments = call.arguments();
        String reason = arguments.value(REASON);
        return new AcquireLock(
                peer,
                targets(call, paths),
                arguments.has(SHARED) ? LockMode.SHARED : LockMode.EXCLUSIVE,
                reason == null ? "" : reason,
                lease(call));
    }

    static List<LockTarget> targets(Invocation call, List<String> paths) {
        String name = call.arguments().value(SCOPE);
        LockScope scope = name == null ? LockScope.MACHINE : InvalidInput.oneOf("scope", name, LockScope.class);
        List<LockTarget> targets = new ArrayList<>();
        for (String path : paths) targets.add(LockTarget.of(call.absolute(path), scope));
        return targets;
    }

    static Optional<Lease> lease(Invocation call) {
        Duration ttl = call.arguments().duration(TTL, null);
        return ttl == null ? Optional.empty() : Optional.of(new Lease(ttl));
    }

    /** Acquires, or waits as long as the person wants to. After each 50 s the place in the queue is taken anew. */
    static LockOutcome acquire(Invocation call, AcquireLock request) {
        Duration wait = call.arguments().duration(WAIT, Duration.ZERO);
        FileLocks locks = call.mesh().locks();
        if (wait.isZero()) return locks.acquire(request);
        LockOutcome first = locks.acquire(request);
        if (!(first instanceof LockOutcome.Held held)) return first;
        call.remark(LockWords.waiting(held, wait));
        return Waiting.inRounds(
                wait,
                FileLocks.MAX_WAIT,
                round -> locks.acquire(request, round),
                outcome -> !(outcome instanceof LockOutcome.Held));
    }
}
