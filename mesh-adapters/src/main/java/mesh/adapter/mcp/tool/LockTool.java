package mesh.adapter.mcp.tool;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import mesh.domain.WireName;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.Lease;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.port.in.FileLocks;

/** {@code mesh_lock}: leases on files. */
final class LockTool implements Tool {
    private enum Action implements WireName {
        LOCK,
        UNLOCK,
        RENEW,
        QUERY,
        CHECK
    }

    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        Action action = InvalidInput.required("action", arguments.oneOf("action", Action.class, null));
        List<LockTarget> targets = targets(arguments);
        checkProject(targets, agent);
        return switch (action) {
            case LOCK -> lock(targets, arguments, agent);
            case UNLOCK -> unlock(targets, arguments, agent).now();
            case RENEW -> renew(targets, arguments, agent).now();
            case QUERY -> query(targets, agent).now();
            case CHECK -> check(targets, arguments, agent).now();
        };
    }

    private static CompletableFuture<ToolResult> lock(List<LockTarget> targets, JsonObject arguments, Agent agent) {
        LockMode mode = arguments.oneOf("mode", LockMode.class, LockMode.EXCLUSIVE);
        String reason = arguments.optString("reason").orElse("");
        int wait = arguments.integer("waitSeconds", 0, 0, (int) FileLocks.MAX_WAIT.toSeconds());
        AcquireLock request = new AcquireLock(agent.id(), targets, mode, reason, lease(arguments));
        LockWords words = new LockWords(agent);
        if (wait == 0)
            return answer(agent.mesh().locks().acquire(request), words, 0).now();
        return Later.then(
                agent.mesh().locks().acquire(request, Duration.ofSeconds(wait)),
                agent.calls(),
                outcome -> answer(outcome, words, wait));
    }

    private static ToolResult answer(LockOutcome outcome, LockWords words, int waited) {
        return outcome.match(words::granted, held -> words.held(held, waited), words::wouldDeadlock);
    }

    private static ToolResult unlock(List<LockTarget> targets, JsonObject arguments, Agent agent) {
        ReleaseLock request = new ReleaseLock(agent.id(), targets, token(arguments), false);
        return new LockWords(agent).released(agent.mesh().locks().release(request));
    }

    private static ToolResult renew(List<LockTarget> targets, JsonObject arguments, Agent agent) {
        RenewLock request = new RenewLock(agent.id(), targets, lease(arguments), token(arguments));
        return new LockWords(agent).renewed(agent.mesh().locks().renew(request));
    }

    private static ToolResult query(List<LockTarget> targets, Agent agent) {
        if (targets.size() > 1) throw new InvalidInput("filePaths", "must name one path for query, or none for all");
        Optional<LockTarget> target = targets.stream().findFirst();
        LockQuery query = new LockQuery(target.map(path -> agent.id()), target, Optional.empty());
        return new LockWords(agent).list(agent.mesh().locks().list(query), target);
    }

    private static ToolResult check(List<LockTarget> targets, JsonObject arguments, Agent agent) {
        if (targets.size() != 1) throw new InvalidInput("filePath", "is required for check: one path");
        CheckLock question = new CheckLock(Optional.of(agent.id()), targets.get(0), token(arguments));
        return new LockWords(agent).checked(agent.mesh().locks().check(question), targets.get(0));
    }

    /** {@code filePath}, {@code filePaths} or both. */
    private static List<LockTarget> targets(JsonObject arguments) {
        LockScope scope = arguments.oneOf("scope", LockScope.class, LockScope.MACHINE);
        List<LockTarget> targets = new ArrayList<>();
        arguments.optString("filePath").ifPresent(path -> targets.add(LockTarget.of(path, scope)));
        for (String path : arguments.strings("filePaths")) targets.add(LockTarget.of(path, scope));
        return targets;
    }

    /** A relative path names a file in the agent's project; where that is not known, it would name a wrong one. */
    private static void checkProject(List<LockTarget> targets, Agent agent) {
        for (LockTarget target : targets)
            if (!isAbsolute(target.text()) && agent.peer().projectPath().equals(Agent.NO_PROJECT))
                throw new InvalidInput("filePath", "must be absolute here, since your project is not known");
    }

    private static boolean isAbsolute(String path) {
        try {
            return Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            return false; // the mesh says what is wrong with it
        }
    }

    private static Optional<Lease> lease(JsonObject arguments) {
        return arguments.optLong("ttlMinutes").map(Lease::ofMinutes);
    }

    private static Optional<FencingToken> token(JsonObject arguments) {
        return arguments.optLong("fencingToken").map(FencingToken::new);
    }
}
