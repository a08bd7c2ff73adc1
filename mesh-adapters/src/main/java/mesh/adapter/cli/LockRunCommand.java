package mesh.adapter.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.LockOutcomeJson;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.LockOutcome;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.Registration;

/**
 * {@code slm-mesh lock run}. It takes part as a peer of its own: two runs exclude each other, and when one dies, the
 * broker notices that its process is gone and releases what it held.
 */
final class LockRunCommand implements Command {
    /** Where the program finds the fencing token of its lock: the number of the first path's grant. */
    static final String TOKEN_VARIABLE = "SLM_MESH_FENCING_TOKEN";

    private static final String PEER_NAME = "lock-run";

    @Override
    public Syntax syntax() {
        Syntax syntax = new Syntax("lock run", "Runs a program while holding locks, and releases them when it ends.")
                .argument("path", Syntax.Count.ONE_OR_MORE, "a file; a slash at the end means all below a directory")
                .trailer("CMD", "the program and its arguments; no shell comes between");
        return LockWish.options(syntax)
                .option(Invocation.FROM, "PEER", "in the name of this peer, which registered without authentication")
                .note("The lock is renewed while the program runs and released when it ends, fails or is interrupted."
                        + " The program finds the fencing token in " + TOKEN_VARIABLE
                        + "; ask lock check with it before"
                        + " a write that must not be late.")
                .note("The exit status is that of the program: 126 where it cannot be run, 127 where there is none, 1"
                        + " where the lock was not granted.");
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<String> program = call.arguments().trailer();
        if (program.isEmpty()) throw new UsageError("say what to run: slm-mesh lock run <path> -- CMD");
        boolean ownPeer = !call.arguments().has(Invocation.FROM);
        PeerId holder = ownPeer ? register(call) : call.actor();
        try {
            AcquireLock request = LockWish.read(call, holder, call.arguments().words());
            LockOutcome outcome = LockWish.acquire(call, request);
            if (outcome instanceof LockOutcome.Granted granted)
                return new LockedRun(call.mesh(), request, granted, ownPeer, call::remark)
                        .run(program, call.terminal());
            if (call.json())
                return call.answer(
                        LockOutcomeJson.answer(outcome, request.targets().size() > 1));
            return call.refuse(LockWords.refusal(outcome));
        } finally {
            if (ownPeer) call.mesh().peers().unregister(holder);
        }
    }

    private static PeerId register(Invocation call) {
        Registration registration = new Registration(
                ProcessHandle.current().pid(),
                call.terminal().directory().toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AgentType.UNKNOWN,
                Optional.of(new PeerName(PEER_NAME)),
                Optional.empty(),
                Optional.empty(),
                true);
        return call.mesh().peers().register(registration).peer().id();
    }
}
