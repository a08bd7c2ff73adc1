package mesh.adapter.mcp.tool;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.WireName;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;

/** {@code mesh_state}: the scratchpad that all agents share. */
final class StateTool implements Tool {
    private static final int LIST_LIMIT = 200;

    private enum Action implements WireName {
        GET,
        SET,
        LIST,
        DELETE
    }

    @Override
    public CompletableFuture<ToolResult> call(JsonObject arguments, Agent agent) {
        Action action = InvalidInput.required("action", arguments.oneOf("action", Action.class, null));
        String namespace = arguments.optString("namespace").orElse(StateKey.DEFAULT_NAMESPACE);
        Optional<Long> ifVersion = arguments.optLong("ifVersion");
        if (action == Action.LIST)
            return list(namespace, arguments.optString("prefix").orElse(""), agent)
                    .now();
        StateKey key = new StateKey(namespace, arguments.string("key"));
        return switch (action) {
            case GET -> get(key, agent).now();
            case SET ->
                agent.mesh()
                        .state()
                        .put(new PutState(key, arguments.string("value"), agent.id(), ifVersion))
                        .match(done -> set(done.entry()), none -> absent(key), clash -> clash(key, clash, agent))
                        .now();
            default ->
                agent.mesh()
                        .state()
                        .delete(new DeleteState(key, agent.id(), ifVersion))
                        .match(done -> deleted(key), none -> absent(key), clash -> clash(key, clash, agent))
                        .now();
        };
    }

    private static ToolResult get(StateKey key, Agent agent) {
        Optional<StateEntry> entry = agent.mesh().state().get(key);
        if (entry.isEmpty()) return absent(key);
        return entries(List.of(entry.get()), "", agent);
    }

    private static ToolResult list(String namespace, String prefix, Agent agent) {
        List<StateEntry> entries = agent.mesh().state().list(new StateQuery(namespace, prefix, LIST_LIMIT));
        String heading = Words.count(entries.size(), "entry", "entries") + " in namespace \"" + Words.label(namespace)
                + "\"" + (prefix.isEmpty() ? "" : " with prefix \"" + Words.label(prefix) + "\"")
                + (entries.isEmpty() ? "." : ":\n");
        return entries(entries, heading, agent);
    }

    private static ToolResult entries(List<StateEntry> entries, String heading, Agent agent) {
        Names names = new Names(agent);
        StringBuilder text = new StringBuilder(heading);
        JsonWriter out =
                new JsonWriter().object().field("found", !entries.isEmpty()).array("entries");
        for (StateEntry entry : entries) {
            describe(entry, names, text);
            write(entry, names, out);
        }
        if (!entries.isEmpty()) text.append(Words.UNTRUSTED);
        return ToolResult.of(text.toString(), out.endArray());
    }

    private static void describe(StateEntry entry, Names names, StringBuilder text) {
        text.append(Words.label(entry.key().key())).append(" (version ").append(entry.version());
        text.append(", by ").append(names.of(entry.updatedBy()));
        text.append(", ").append(Words.ago(entry.updatedAt())).append("):\n");
        text.append(Words.quoted(entry.value())).append('\n');
    }

    private static void write(StateEntry entry, Names names, JsonWriter out) {
        out.object()
                .field("namespace", Text.line(entry.key().namespace()))
                .field("key", Text.line(entry.key().key()));
        out.field("value", Text.clean(entry.value())).field("version", entry.version());
        out.field("updatedBy", names.of(entry.updatedBy()));
        out.field("secondsAgo", Words.age(entry.updatedAt()).toSeconds()).end();
    }

    private static ToolResult set(StateEntry entry) {
        JsonWriter out =
                new JsonWriter().object().field("found", true).array("entries").object();
        out.field("namespace", entry.key().namespace()).field("key", entry.key().key());
        out.field("value", entry.value())
                .field("version", entry.version())
                .end()
                .endArray();
        return ToolResult.of(Words.label(entry.key().key()) + " is now at version " + entry.version() + ".", out);
    }

    private static ToolResult deleted(StateKey key) {
        return ToolResult.of(Words.label(key.key()) + " is deleted.", nothing());
    }

    private static ToolResult absent(StateKey key) {
        return ToolResult.of("There is no " + Words.label(key.key()) + ".", nothing());
    }

    private static JsonWriter nothing() {
        return new JsonWriter().object().field("found", false).array("entries").endArray();
    }

    private static ToolResult clash(StateKey key, PutOutcome.Mismatch clash, Agent agent) {
        if (clash.current().isEmpty())
            return ToolResult.refused("Nothing was changed: there is no " + Words.label(key.key())
                    + ", so it has no version. Use ifVersion 0 to create it.");
        StringBuilder current = new StringBuilder();
        describe(clash.current().get(), new Names(agent), current);
        return ToolResult.refused("Nothing was changed: somebody was faster. Take this into account and try again with"
                + " ifVersion " + clash.current().get().version() + ".\n" + current + Words.UNTRUSTED);
    }
}
