package mesh.adapter.cli;

import java.time.Duration;
import mesh.domain.Text;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;

/** Says to a person who holds what. No sentence here names the way to take a lock by force: agents read them too. */
final class LockWords {
    private static final int SHOWN_CHARS = 200;

    private LockWords() {}

    /** Who holds the path, for how long, and why. */
    static String held(HeldLock held) {
        String reason = held.lock().reason();
        return shown(held.lock().path().text()) + " is held by " + shown(held.holderShown())
                + (held.lock().mode() == LockMode.SHARED ? " (shared)" : "") + " for another "
                + Durations.shown(held.remaining()) + " at most"
                + (reason.isEmpty() ? "." : ": " + Text.shown(reason, SHOWN_CHARS));
    }

    /** Why nothing was granted, and what to do. */
    static String refusal(LockOutcome outcome) {
        if (outcome instanceof LockOutcome.WouldDeadlock deadlock)
            return "Waiting would never end: each of " + shown(String.join(", ", deadlock.chain()))
                    + " waits for the next, and the last for you. Release what you hold first.";
        LockOutcome.Held held = (LockOutcome.Held) outcome;
        return inTheWay(held)
                + (held.waited()
                        ? "\nThe wait is over. Ask the holder, or try again."
                        : "\nWait for it: --wait 5m. Or ask the holder: slm-mesh send");
    }

    static String waiting(LockOutcome.Held held, Duration wait) {
        return inTheWay(held) + "\nWaiting for it, at most " + Durations.shown(wait) + " ...";
    }

    private static String inTheWay(LockOutcome.Held held) {
        StringBuilder words = new StringBuilder();
        for (HeldLock lock : held.blocking()) {
            if (words.length() > 0) words.append('\n');
            words.append(held(lock));
        }
        if (!held.ahead().isEmpty()) {
            if (words.length() > 0) words.append('\n');
            words.append("Others wait for it already: ")
                    .append(shown(String.join(", ", held.ahead())))
                    .append('.');
        }
        return words.toString();
    }

    /** Why nothing was renewed or released. */
    static String refusal(HolderOutcome outcome) {
        if (outcome instanceof HolderOutcome.HeldByOther other)
            return held(other.lock()) + "\nOnly its holder can renew or release it.";
        if (outcome instanceof HolderOutcome.StaleToken stale)
            return "You hold it under a newer grant, fencing token "
                    + stale.lock().lock().token().value() + "; the one you named is over.";
        return "Nobody holds " + shown(((HolderOutcome.NotHeld) outcome).path()) + ". See: slm-mesh lock list";
    }

    private static String shown(String text) {
        return Text.shown(text, SHOWN_CHARS);
    }
}
