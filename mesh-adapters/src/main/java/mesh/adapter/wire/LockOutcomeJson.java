package mesh.adapter.wire;

import java.util.List;
import java.util.Optional;
import mesh.domain.Text;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockCheck;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;

/** What came of wishes for locks. */
public final class LockOutcomeJson {
    private static final int SHOWN_CHARS = 120;

    private LockOutcomeJson() {}

    /** @param several whether the caller asked for several paths, and so expects {@code locks} */
    public static Answer answer(LockOutcome outcome, boolean several) {
        return outcome.match(
                granted -> granted(granted, several), LockOutcomeJson::held, LockOutcomeJson::wouldDeadlock);
    }

    private static Answer granted(LockOutcome.Granted granted, boolean several) {
        JsonWriter out = Answer.begin();
        writeLocks(out, granted.locks(), several);
        return Answer.of(out.field("renewed", granted.renewed()));
    }

    private static void writeLocks(JsonWriter out, List<HeldLock> locks, boolean several) {
        if (several || locks.size() != 1) {
            LockJson.writeList(out, "locks", locks);
        } else {
            out.name("lock");
            LockJson.write(out, locks.get(0));
        }
    }

    private static Answer held(LockOutcome.Held held) {
        String sentence = held.blocking().isEmpty()
                ? "Others wait for it already: " + names(held.ahead()) + "."
                : sentence(held.blocking().get(0));
        String advice = held.waited()
                ? " The wait is over; try again, or work on something else."
                : " Wait for it (waitMs), ask its holder, or work on something else.";
        JsonWriter out = ErrorJson.begin(ErrorCode.LOCK_HELD, sentence + advice);
        writeBlocking(out, held.blocking());
        return ErrorJson.of(
                ErrorCode.LOCK_HELD, out.field("ahead", held.ahead()).field("waited", held.waited()));
    }

    private static Answer wouldDeadlock(LockOutcome.WouldDeadlock deadlock) {
        JsonWriter out = ErrorJson.begin(
                ErrorCode.WOULD_DEADLOCK,
                "Waiting would never end: each of " + names(deadlock.chain())
                        + " waits for the next, and the last waits for you. Release what you hold first.");
        writeBlocking(out, deadlock.blocking());
        return ErrorJson.of(ErrorCode.WOULD_DEADLOCK, out.field("chain", deadlock.chain()));
    }

    private static void writeBlocking(JsonWriter out, List<HeldLock> blocking) {
        writeLock(out, blocking.stream().findFirst());
        LockJson.writeList(out, "locks", blocking);
    }

    private static void writeLock(JsonWriter out, Optional<HeldLock> lock) {
        out.name("lock");
        if (lock.isPresent()) LockJson.write(out, lock.get());
        else out.nothing();
    }

    /** @param several whether {@code locks} is what the caller expects */
    public static Answer answer(HolderOutcome outcome, boolean several) {
        return outcome.match(
                done -> {
                    JsonWriter out = Answer.begin();
                    writeLocks(out, done.locks(), several);
                    return Answer.of(out);
                },
                other -> withLock(
                        ErrorCode.LOCK_HELD,
                        sentence(other.lock()) + " Only its holder can renew or release it.",
                        other.lock()),
                notHeld -> ErrorJson.of(
                        ErrorCode.NOT_FOUND,
                        ErrorJson.begin(
                                        ErrorCode.NOT_FOUND,
                                        "Nobody holds a lock on " + Text.shown(notHeld.path(), SHOWN_CHARS) + ".")
                                .field("filePath", notHeld.path())),
                stale -> withLock(
                        ErrorCode.STALE_TOKEN,
                        "You hold it under a newer grant, fencing token "
                                + stale.lock().lock().token().value()
                                + ": the one you named is over. Read the file again before you write.",
                        stale.lock()));
    }

    private static Answer withLock(ErrorCode code, String sentence, HeldLock lock) {
        JsonWriter out = ErrorJson.begin(code, sentence);
        writeLock(out, Optional.of(lock));
        return ErrorJson.of(code, out);
    }

    /** Who holds what, for how long, and why. */
    private static String sentence(HeldLock held) {
        String reason = held.lock().reason().isEmpty()
                ? ""
                : ", reason: " + Text.shown(held.lock().reason(), SHOWN_CHARS);
        long minutes = Math.max(1, (held.remaining().toSeconds() + 59) / 60);
        String how = held.lock().mode() == LockMode.SHARED ? " (shared)" : "";
        return "File locked by " + Text.shown(held.holderShown(), SHOWN_CHARS) + how + reason + ". "
                + Text.shown(held.lock().path().text(), SHOWN_CHARS) + " is free in " + minutes
                + (minutes == 1 ? " minute" : " minutes") + " at the latest, unless it is renewed.";
    }

    private static String names(List<String> names) {
        return Text.shown(String.join(", ", names), SHOWN_CHARS);
    }

    public static Answer answer(LockCheck check) {
        JsonWriter out = Answer.begin().field("current", check.current());
        writeLock(out, check.lock());
        return Answer.of(out);
    }

    public static Answer answer(List<HeldLock> locks) {
        JsonWriter out = Answer.begin();
        LockJson.writeList(out, "locks", locks);
        return Answer.of(out);
    }

    /** @throws RuntimeException what the answer says, when it is a failure of another kind */
    public static LockOutcome readAcquired(JsonObject answer) {
        if (answer.bool("ok")) return new LockOutcome.Granted(readLocks(answer), answer.bool("renewed"));
        if (ErrorCode.LOCK_HELD.isIn(answer))
            return new LockOutcome.Held(LockJson.readList(answer), answer.strings("ahead"), answer.bool("waited"));
        if (ErrorCode.WOULD_DEADLOCK.isIn(answer))
            return new LockOutcome.WouldDeadlock(LockJson.readList(answer), answer.strings("chain"));
        throw ErrorJson.read(answer);
    }

    /** @throws RuntimeException what the answer says, when it is a failure of another kind */
    public static HolderOutcome readHolder(JsonObject answer) {
        if (answer.bool("ok")) return new HolderOutcome.Done(readLocks(answer));
        if (ErrorCode.LOCK_HELD.isIn(answer))
            return new HolderOutcome.HeldByOther(LockJson.read(answer.object("lock")));
        if (ErrorCode.STALE_TOKEN.isIn(answer))
            return new HolderOutcome.StaleToken(LockJson.read(answer.object("lock")));
        if (ErrorCode.NOT_FOUND.isIn(answer) && answer.has("filePath"))
            return new HolderOutcome.NotHeld(answer.string("filePath"));
        throw ErrorJson.read(answer);
    }

    public static LockCheck readCheck(JsonObject answer) {
        return new LockCheck(answer.bool("current"), answer.optObject("lock").map(LockJson::read));
    }

    private static List<HeldLock> readLocks(JsonObject answer) {
        return answer.optObject("lock")
                .map(lock -> List.of(LockJson.read(lock)))
                .orElseGet(() -> LockJson.readList(answer));
    }
}
