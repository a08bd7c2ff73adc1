package mesh.adapter.mcp.tool;

import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockCheck;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockTarget;

/**
 * What locks came to, in words that let an agent go on. They never speak of taking a lock from its holder: an agent that
 * reads of a way takes it.
 */
final class LockWords {
    private final Agent agent;
    private final Names names;

    LockWords(Agent agent) {
        this.agent = agent;
        this.names = new Names(agent);
    }

    ToolResult granted(LockOutcome.Granted granted) {
        agent.tookLock();
        String heading = granted.renewed() ? "You held this already; the lease is renewed:" : "Locked for you:";
        return result(heading, granted.locks(), "\nUnlock when you are done.");
    }

    ToolResult held(LockOutcome.Held held, int waited) {
        StringBuilder text =
                new StringBuilder(waited > 0 ? "Not locked after waiting " + waited + " s." : "Not locked.");
        text.append(" In the way:");
        describe(held.blocking(), text);
        if (!held.ahead().isEmpty())
            text.append("\nWaiting before you: ")
                    .append(String.join(", ", held.ahead()))
                    .append('.');
        text.append("\nWait your turn with waitSeconds (up to 50), work on something else meanwhile");
        if (!held.blocking().isEmpty())
            text.append(", or ask ").append(holder(held.blocking().get(0))).append(" with mesh_send");
        return ToolResult.refused(text.append('.').toString());
    }

    ToolResult wouldDeadlock(LockOutcome.WouldDeadlock circle) {
        StringBuilder text = new StringBuilder("Not locked: waiting would never end, because ");
        text.append(String.join(" waits for ", circle.chain())).append(" waits for you. In the way:");
        describe(circle.blocking(), text);
        text.append("\nUnlock what they wait for, or settle with them by mesh_send who goes first.");
        return ToolResult.refused(text.toString());
    }

    ToolResult renewed(HolderOutcome outcome) {
        return holder(outcome, "Renewed:", "Lock it anew before you go on.");
    }

    ToolResult released(HolderOutcome outcome) {
        if (outcome instanceof HolderOutcome.Done done) {
            if (done.locks().isEmpty()) return result("You held no locks.", List.of(), "");
            StringBuilder text = new StringBuilder("Unlocked:");
            done.locks().forEach(lock -> text.append("\n- ").append(path(lock)));
            return ToolResult.of(text.toString(), open().array("locks").endArray());
        }
        return holder(outcome, "", "There is nothing for you to unlock.");
    }

    private ToolResult holder(HolderOutcome outcome, String done, String next) {
        return outcome.match(
                renewed -> result(done, renewed.locks(), ""),
                other -> {
                    StringBuilder text = new StringBuilder("Nothing was changed: somebody else holds it.");
                    describe(List.of(other.lock()), text);
                    return ToolResult.refused(text.append('\n').append(next).toString());
                },
                none -> ToolResult.refused("Nothing was changed: you do not hold " + shown(none.path()) + ". " + next),
                stale -> ToolResult.refused("Nothing was changed: that grant has ended. You hold "
                        + path(stale.lock()) + " under fencing token "
                        + stale.lock().lock().token().value() + " now."));
    }

    ToolResult list(List<HeldLock> locks, Optional<LockTarget> target) {
        String of = target.map(path -> " on " + shown(path.text())).orElse("");
        if (locks.isEmpty()) return result("Nobody holds a lock" + of + ".", locks, "");
        return result(Words.count(locks.size(), "lock", "locks") + of + ":", locks, "");
    }

    ToolResult checked(LockCheck check, LockTarget target) {
        List<HeldLock> locks = check.lock().map(List::of).orElse(List.of());
        String heading = check.current()
                ? "Your lease on " + shown(target.text()) + " still stands."
                : "You do not hold " + shown(target.text()) + " (any more): lock it again, and look at the file anew"
                        + " before you write." + (locks.isEmpty() ? "" : " It is held now:");
        StringBuilder text = new StringBuilder(heading);
        describe(locks, text);
        JsonWriter out = open().field("current", check.current());
        return ToolResult.of(text.toString(), array(out, locks));
    }

    private ToolResult result(String heading, List<HeldLock> locks, String ending) {
        StringBuilder text = new StringBuilder(heading);
        describe(locks, text);
        return ToolResult.of(text.append(ending).toString(), array(open(), locks));
    }

    private static JsonWriter open() {
        return new JsonWriter().object();
    }

    private void describe(List<HeldLock> locks, StringBuilder text) {
        locks.forEach(lock -> describe(lock, text));
        if (locks.stream()
                .anyMatch(lock -> !isMine(lock) && !lock.lock().reason().isEmpty()))
            text.append('\n').append(Words.UNTRUSTED);
    }

    private void describe(HeldLock held, StringBuilder text) {
        text.append("\n- ").append(path(held));
        text.append(": ")
                .append(isMine(held) ? "you" : held.holderShown())
                .append(", ")
                .append(held.lock().mode().wireName());
        text.append(", ").append(Words.span(held.remaining())).append(" left");
        text.append(", fencing token ").append(held.lock().token().value());
        if (!held.waiters().isEmpty())
            text.append(", waited for by ").append(String.join(", ", names.of(held.waiters())));
        if (!held.lock().reason().isEmpty())
            text.append("\n  > ").append(Words.label(held.lock().reason()));
    }

    private JsonWriter array(JsonWriter out, List<HeldLock> locks) {
        out.array("locks");
        for (HeldLock held : locks) {
            out.object().field("path", path(held)).field("holder", held.holderName());
            held.lock().subagent().ifPresent(name -> out.field("subagent", name.value()));
            out.field("holderId", held.lock().holder().value())
                    .field("mode", held.lock().mode());
            out.field("secondsLeft", held.remaining().toSeconds());
            out.field("fencingToken", held.lock().token().value());
            out.field("reason", Words.label(held.lock().reason()));
            out.field("waiters", names.of(held.waiters())).end();
        }
        return out.endArray();
    }

    private String holder(HeldLock held) {
        return isMine(held) ? "you" : held.holderName();
    }

    private boolean isMine(HeldLock held) {
        return agent.known().filter(me -> me.id().equals(held.lock().holder())).isPresent();
    }

    private String path(HeldLock held) {
        return shown(held.lock().path().text());
    }

    private String shown(String path) {
        return agent.known().map(me -> Words.path(path, me.projectPath())).orElseGet(() -> Words.path(path, ""));
    }
}
