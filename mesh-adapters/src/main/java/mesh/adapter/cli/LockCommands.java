package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.LockOutcomeJson;
import mesh.domain.Text;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.CheckLock;
import mesh.domain.lock.FencingToken;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockCheck;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockTarget;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.lock.RenewLock;
import mesh.domain.peer.PeerId;

/** {@code slm-mesh lock ...}: leases on files and directories. */
final class LockCommands {
    private static final String TOKEN = "--token";
    private static final String TOKEN_TEXT = "only while the grant with this fencing token stands";
    private static final String FROM_TEXT = "act as this peer, which registered without authentication";
    private static final String PATH_TEXT = "a file; a slash at the end means a directory and all below it";

    private LockCommands() {}

    /** {@code lock acquire}. */
    static final class Acquire implements Command {
        @Override
        public Syntax syntax() {
            Syntax syntax = new Syntax("lock acquire", "Locks files, all of them or none.")
                    .argument("path", Syntax.Count.ONE_OR_MORE, PATH_TEXT);
            return LockWish.options(syntax)
                    .option(Invocation.FROM, "PEER", FROM_TEXT)
                    .note("The lock is yours until it is released or its time is over, also after this command ends."
                            + " To hold a lock just while a program runs, use lock run.");
        }

        @Override
        public int run(Invocation call) {
            AcquireLock request =
                    LockWish.read(call, call.actor(), call.arguments().words());
            LockOutcome outcome = LockWish.acquire(call, request);
            if (call.json())
                return call.answer(
                        LockOutcomeJson.answer(outcome, request.targets().size() > 1));
            if (!(outcome instanceof LockOutcome.Granted granted)) return call.refuse(LockWords.refusal(outcome));
            for (HeldLock held : granted.locks())
                call.line((granted.renewed() ? "Held already: " : "Locked ") + line(held));
            return CommandLine.OK;
        }
    }

    /** {@code lock release}. */
    static final class Release implements Command {
        private static final String ALL = "--all";
        private static final String FORCE = "--force";

        @Override
        public Syntax syntax() {
            return new Syntax("lock release", "Gives up locks, all that are named or none.")
                    .argument("path", Syntax.Count.ANY, PATH_TEXT)
                    .flag(ALL, "everything that you hold")
                    .option(TOKEN, "N", TOKEN_TEXT)
                    .option(Invocation.FROM, "PEER", FROM_TEXT)
                    .flag(FORCE, "take it from whoever holds it; recorded as an event");
        }

        @Override
        public int run(Invocation call) {
            Arguments arguments = call.arguments();
            boolean force = arguments.has(FORCE);
            if (arguments.has(ALL) == !arguments.words().isEmpty())
                throw new UsageError("name the paths to release, or --all for everything that you hold");
            if (force && (arguments.has(ALL) || arguments.has(Invocation.FROM)))
                throw new UsageError("--force goes with paths, and without --from");
            ReleaseLock request =
                    new ReleaseLock(call.actor(), LockWish.targets(call, arguments.words()), token(call), force);
            return report(call, call.mesh().locks().release(request), "Released ", false);
        }
    }

    /** {@code lock renew}. */
    static final class Renew implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("lock renew", "Holds locks for longer; renewing never shortens.")
                    .argument("path", Syntax.Count.ONE_OR_MORE, PATH_TEXT)
                    .option(LockWish.TTL, "DURATION", LockWish.TTL_TEXT)
                    .choice(LockWish.SCOPE, "SCOPE", LockWish.SCOPE_TEXT, "machine", "repo")
                    .option(TOKEN, "N", TOKEN_TEXT)
                    .option(Invocation.FROM, "PEER", FROM_TEXT);
        }

        @Override
        public int run(Invocation call) {
            RenewLock request = new RenewLock(
                    call.actor(), LockWish.targets(call, call.arguments().words()), LockWish.lease(call), token(call));
            return report(call, call.mesh().locks().renew(request), "Renewed ", true);
        }
    }

    /** {@code lock check}. */
    static final class Check implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                            "lock check",
                            "Tells whether a grant still stands; ask before a write that must not be late.")
                    .argument("path", Syntax.Count.ONE, PATH_TEXT)
                    .option(TOKEN, "N", "the grant with this fencing token; without, whether you hold it at all")
                    .choice(LockWish.SCOPE, "SCOPE", LockWish.SCOPE_TEXT, "machine", "repo")
                    .option(Invocation.FROM, "PEER", FROM_TEXT)
                    .note("Ends with status 0 where the grant stands and 1 where it does not.");
        }

        @Override
        public int run(Invocation call) {
            Optional<FencingToken> token = token(call);
            Optional<PeerId> peer = token.isPresent() ? Optional.empty() : Optional.of(call.actor());
            LockTarget target = LockWish.targets(call, call.arguments().words()).get(0);
            LockCheck check = call.mesh().locks().check(new CheckLock(peer, target, token));
            if (call.json()) call.answer(LockOutcomeJson.answer(check));
            else if (check.current())
                call.line("It stands: " + line(check.lock().orElseThrow()));
            else if (check.lock().isEmpty()) call.line("It does not stand, and nobody holds the path now.");
            else call.line("It does not stand. " + LockWords.held(check.lock().get()));
            return check.current() ? CommandLine.OK : CommandLine.FAILED;
        }
    }

    /** {@code lock list}. */
    static final class ListAll implements Command {
        private static final String HOLDER = "--holder";

        @Override
        public Syntax syntax() {
            return new Syntax("lock list", "Lists the locks that are held.")
                    .argument("path", Syntax.Count.OPTIONAL, "only locks that overlap this file or directory")
                    .option(HOLDER, "PEER", "only this peer's");
        }

        @Override
        public int run(Invocation call) {
            List<LockTarget> targets = LockWish.targets(call, call.arguments().words());
            String holder = call.arguments().value(HOLDER);
            LockQuery query = new LockQuery(
                    Optional.empty(),
                    targets.isEmpty() ? Optional.empty() : Optional.of(targets.get(0)),
                    holder == null ? Optional.empty() : Optional.of(call.peer(holder)));
            List<HeldLock> locks = call.mesh().locks().list(query);
            if (call.json()) return call.answer(LockOutcomeJson.answer(locks));
            if (locks.isEmpty()) call.remark("Nothing is locked.");
            else call.print(table(call, locks));
            return CommandLine.OK;
        }
    }

    private static String table(Invocation call, List<HeldLock> locks) {
        Table table = call.table()
                .path("PATH", 16, 0)
                .flexible("HOLDER", 10)
                .fixed("LEFT")
                .spare("MODE", 0, 4)
                .spare("TOKEN", 0, 3)
                .spare("WAITING", 10, 1)
                .spare("REASON", 12, 2);
        String home = call.terminal().env().get("HOME");
        Names names = new Names(call.mesh());
        for (HeldLock held : locks) {
            List<String> waiting = new ArrayList<>();
            for (PeerId waiter : held.waiters()) waiting.add(names.of(waiter));
            table.row(
                    Shown.path(held.lock().path().text(), home),
                    held.holderShown(),
                    Durations.shown(held.remaining()),
                    held.lock().mode().wireName(),
                    Long.toString(held.lock().token().value()),
                    String.join(", ", waiting),
                    held.lock().reason());
        }
        return table.text();
    }

    private static Optional<FencingToken> token(Invocation call) {
        Optional<Long> token = call.arguments().optionalNumber(TOKEN, 1);
        return token.isEmpty() ? Optional.empty() : Optional.of(new FencingToken(token.get()));
    }

    private static int report(Invocation call, HolderOutcome outcome, String done, boolean stillHeld) {
        boolean several = call.arguments().words().size() != 1;
        if (call.json()) return call.answer(LockOutcomeJson.answer(outcome, several));
        if (!(outcome instanceof HolderOutcome.Done all)) return call.refuse(LockWords.refusal(outcome));
        if (all.locks().isEmpty()) call.remark("You hold no lock.");
        for (HeldLock held : all.locks())
            call.line(done
                    + (stillHeld ? line(held) : Text.line(held.lock().path().text())));
        return CommandLine.OK;
    }

    private static String line(HeldLock held) {
        return Text.line(held.lock().path().text()) + " for " + Durations.shown(held.remaining()) + ", fencing token "
                + held.lock().token().value();
    }
}
