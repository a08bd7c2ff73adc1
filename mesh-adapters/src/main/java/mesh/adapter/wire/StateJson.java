package mesh.adapter.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.peer.PeerId;
import mesh.domain.state.DeleteState;
import mesh.domain.state.PutOutcome;
import mesh.domain.state.PutState;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;

/** Shared state: entries, wishes, and what came of them. */
public final class StateJson {
    private StateJson() {}

    public static void write(JsonWriter out, StateEntry entry) {
        out.object()
                .field("namespace", entry.key().namespace())
                .field("key", entry.key().key())
                .field("value", entry.value())
                .field("version", entry.version())
                .field("updatedBy", entry.updatedBy().value())
                .field("updatedAt", entry.updatedAt());
        if (entry.deleted()) out.field("deleted", true);
        out.end();
    }

    public static StateEntry read(JsonObject json) {
        return new StateEntry(
                new StateKey(json.string("namespace"), json.string("key")),
                json.string("value"),
                json.integer("version"),
                new PeerId(json.string("updatedBy")),
                json.instant("updatedAt"),
                json.bool("deleted"));
    }

    public static void writeGet(JsonWriter out, StateKey key) {
        out.field("action", "get");
        writeKey(out, key);
    }

    public static void writeSet(JsonWriter out, PutState request) {
        out.field("action", "set");
        writeKey(out, request.key());
        out.field("value", request.value())
                .field("peerId", request.peer().value())
                .field("ifVersion", request.ifVersion());
    }

    public static void writeDelete(JsonWriter out, DeleteState request) {
        out.field("action", "delete");
        writeKey(out, request.key());
        out.field("peerId", request.peer().value()).field("ifVersion", request.ifVersion());
    }

    public static void writeList(JsonWriter out, StateQuery query) {
        out.field("action", "list")
                .field("namespace", query.namespace())
                .field("prefix", query.prefix())
                .field("limit", query.limit());
    }

    private static void writeKey(JsonWriter out, StateKey key) {
        out.field("namespace", key.namespace()).field("key", key.key());
    }

    static StateKey readKey(JsonObject body) {
        return new StateKey(readNamespace(body), body.string("key"));
    }

    static PutState readSet(JsonObject body) {
        return new PutState(
                readKey(body), body.string("value"), PeerJson.id(body, "peerId"), body.optLong("ifVersion"));
    }

    /** Clients of the older API do not say who deletes: that is the person at the terminal. */
    static DeleteState readDelete(JsonObject body) {
        return new DeleteState(
                readKey(body), PeerJson.optId(body, "peerId").orElse(PeerId.CLI), body.optLong("ifVersion"));
    }

    static StateQuery readQuery(JsonObject body) {
        return new StateQuery(
                readNamespace(body),
                body.optString("prefix").orElse(""),
                body.integer("limit", StateQuery.MAX_LIMIT, 1, StateQuery.MAX_LIMIT));
    }

    private static String readNamespace(JsonObject body) {
        return body.optString("namespace").orElse(StateKey.DEFAULT_NAMESPACE);
    }

    public static Answer answer(Optional<StateEntry> entry) {
        JsonWriter out = Answer.begin();
        writeEntry(out, entry);
        return Answer.of(out);
    }

    static void writeEntry(JsonWriter out, Optional<StateEntry> entry) {
        out.name("entry");
        if (entry.isPresent()) write(out, entry.get());
        else out.nothing();
    }

    public static Answer answer(List<StateEntry> entries) {
        JsonWriter out = Answer.begin().array("entries");
        for (StateEntry entry : entries) write(out, entry);
        return Answer.of(out.endArray());
    }

    public static Answer answer(PutOutcome outcome) {
        return outcome.match(
                changed -> answer(Optional.of(changed.entry())),
                unchanged -> answer(Optional.empty()),
                ErrorJson::versionMismatch);
    }

    public static Optional<StateEntry> readEntry(JsonObject answer) {
        return answer.optObject("entry").map(StateJson::read);
    }

    public static List<StateEntry> readList(JsonObject answer) {
        List<StateEntry> entries = new ArrayList<>();
        for (JsonObject entry : answer.objects("entries")) entries.add(read(entry));
        return entries;
    }

    /** @throws RuntimeException what the answer says, when it is a failure of another kind */
    public static PutOutcome readOutcome(JsonObject answer) {
        if (ErrorCode.VERSION_MISMATCH.isIn(answer)) return new PutOutcome.Mismatch(readEntry(answer));
        if (!answer.bool("ok")) throw ErrorJson.read(answer);
        Optional<StateEntry> entry = readEntry(answer);
        return entry.isPresent() ? new PutOutcome.Changed(entry.get()) : new PutOutcome.Unchanged();
    }
}
