package mesh.adapter.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.StateJson;
import mesh.domain.Refusal;
import mesh.domain.Text;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;

/** {@code slm-mesh state ...}: the values that all peers share. */
final class StateCommands {
    private static final String NAMESPACE = "--namespace";
    private static final String IF_VERSION = "--if-version";
    private static final String NAMESPACE_TEXT = "a space of keys of its own (default)";
    private static final String FROM_TEXT = "act as this peer, which registered without authentication";

    private StateCommands() {}

    /** {@code state get}. */
    static final class Get implements Command {
        private static final String RAW = "--raw";

        @Override
        public Syntax syntax() {
            return new Syntax("state get", "Prints a value.")
                    .argument("key", Syntax.Count.ONE, "1 to 256 characters")
                    .option(NAMESPACE, "-n", "NAME", NAMESPACE_TEXT)
                    .flag(RAW, "exactly the stored text: not cleaned, no line break added")
                    .note("Ends with status 1 where there is no such key.");
        }

        @Override
        public int run(Invocation call) {
            StateKey key = key(call);
            Optional<StateEntry> entry = call.mesh().state().get(key);
            if (entry.isEmpty()) throw new Refusal.NotFound(missing(key));
            if (call.json()) return call.answer(StateJson.answer(entry));
            if (call.arguments().has(RAW)) call.print(entry.get().value());
            else call.line(Text.clean(entry.get().value()));
            return CommandLine.OK;
        }
    }

    /** {@code state set}. */
    static final class Set implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("state set", "Sets a value.")
                    .argument("key", Syntax.Count.ONE, "1 to 256 characters")
                    .argument("value", Syntax.Count.ONE, "at most 64 KiB; - reads it from standard input")
                    .option(NAMESPACE, "-n", "NAME", NAMESPACE_TEXT)
                    .option(IF_VERSION, "N", "only while the key has this version; 0 = while it does not exist")
                    .option(Invocation.FROM, "PEER", FROM_TEXT);
        }

        @Override
        public int run(Invocation call) throws IOException {
            String value = call.text(call.arguments().word(1), "value", StateEntry.MAX_VALUE_BYTES);
            PutState request = new PutState(key(call), value, call.actor(), ifVersion(call));
            return report(call, request.key(), call.mesh().state().put(request));
        }
    }

    /** {@code state delete}. */
    static final class Delete implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("state delete", "Removes a value. Removing what is not there is no error.")
                    .argument("key", Syntax.Count.ONE, "1 to 256 characters")
                    .option(NAMESPACE, "-n", "NAME", NAMESPACE_TEXT)
                    .option(IF_VERSION, "N", "only while the key has this version")
                    .option(Invocation.FROM, "PEER", FROM_TEXT);
        }

        @Override
        public int run(Invocation call) {
            DeleteState request = new DeleteState(key(call), call.actor(), ifVersion(call));
            return report(call, request.key(), call.mesh().state().delete(request));
        }
    }

    /** {@code state list}. */
    static final class ListAll implements Command {
        private static final String LIMIT = "--limit";

        @Override
        public Syntax syntax() {
            return new Syntax("state list", "Lists keys and values.")
                    .argument("prefix", Syntax.Count.OPTIONAL, "only keys that start with this")
                    .option(NAMESPACE, "-n", "NAME", NAMESPACE_TEXT)
                    .option(LIMIT, "N", "at most so many, 1 to 1000 (1000)");
        }

        @Override
        public int run(Invocation call) {
            int limit = (int) call.arguments().number(LIMIT, 1, StateQuery.MAX_LIMIT, StateQuery.MAX_LIMIT);
            StateQuery query = new StateQuery(namespace(call), call.arguments().word(0, ""), limit);
            List<StateEntry> entries = call.mesh().state().list(query);
            if (call.json()) return call.answer(StateJson.answer(entries));
            if (entries.isEmpty()) {
                call.remark("No values in namespace " + Text.line(namespace(call)) + ".");
                return CommandLine.OK;
            }
            Table table = call.table()
                    .flexible("KEY", 12)
                    .spare("VERSION", 0, 2)
                    .flexible("VALUE", 12)
                    .spare("BY", 12, 3)
                    .spare("UPDATED", 0, 1);
            Names names = new Names(call.mesh()).withEverybody();
            Instant now = Instant.now();
            for (StateEntry entry : entries)
                table.row(
                        entry.key().key(),
                        Long.toString(entry.version()),
                        entry.value(),
                        names.of(entry.updatedBy()),
                        Shown.age(entry.updatedAt(), now));
            call.print(table.text());
            return CommandLine.OK;
        }
    }

    private static String namespace(Invocation call) {
        String namespace = call.arguments().value(NAMESPACE);
        return namespace == null ? StateKey.DEFAULT_NAMESPACE : namespace;
    }

    private static StateKey key(Invocation call) {
        return new StateKey(namespace(call), call.arguments().word(0));
    }

    private static Optional<Long> ifVersion(Invocation call) {
        return call.arguments().optionalNumber(IF_VERSION, 0);
    }

    private static int report(Invocation call, StateKey key, PutOutcome outcome) {
        if (call.json()) return call.answer(StateJson.answer(outcome));
        String name = Text.line(key.key());
        if (outcome instanceof PutOutcome.Mismatch mismatch) return mismatch(call, name, mismatch.current());
        if (outcome instanceof PutOutcome.Changed changed) {
            StateEntry entry = changed.entry();
            call.line(entry.deleted() ? "Deleted " + name : "Set " + name + " (version " + entry.version() + ")");
        } else {
            call.line("There was no " + name);
        }
        return CommandLine.OK;
    }

    private static int mismatch(Invocation call, String name, Optional<StateEntry> current) {
        String is = current.isEmpty()
                ? "it does not exist"
                : "it has version " + current.get().version() + ", set by "
                        + new Names(call.mesh()).of(current.get().updatedBy()) + ": "
                        + Text.shown(current.get().value(), 200);
        return call.refuse(name + " was not changed: " + is + ". Look at it, then try again with the version it has.");
    }

    private static String missing(StateKey key) {
        return "There is no value for \"" + Text.shown(key.key(), 80) + "\" in namespace \""
                + Text.shown(key.namespace(), 80) + "\".";
    }
}
