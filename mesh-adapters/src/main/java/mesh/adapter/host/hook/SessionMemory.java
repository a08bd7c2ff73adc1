package mesh.adapter.host.hook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.lock.FencingToken;
import mesh.domain.message.MessageId;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;

/**
 * What has to be known from one hook call of a session to the next. Each call may be a process of its own. Not safe for
 * use by several threads.
 */
final class SessionMemory {
    /** Message ids that are remembered as announced, for each rung. */
    private static final int MAX_ANNOUNCED = 500;

    /** A way by which a message can come before the agent. */
    enum Rung {
        CONTEXT,
        STOP,
        WAKE
    }

    /** A lease that a hook took for an edit. @param by the subagent that edits; empty for the session itself */
    record EditLease(FencingToken token, Instant expiresAt, Optional<SubagentName> by) {}

    private final String session;
    private String key;
    private Optional<PeerId> peer = Optional.empty();
    private String token = "";
    private long hostPid;
    private boolean turnRuns;
    private boolean silenceSaid;
    private int continuations;
    private long waiter;
    private final Map<Rung, Set<String>> announced = new LinkedHashMap<>();
    private final Map<String, EditLease> edits = new LinkedHashMap<>();
    private final Map<String, SubagentName> subagents = new LinkedHashMap<>();

    SessionMemory(HostSession session) {
        this(session.key());
    }

    private SessionMemory(String session) {
        this.session = session;
        this.key = session;
    }

    /** The host's session as its hooks name it now: {@code claude-code:ID}. */
    String session() {
        return session;
    }

    /** Names the peer of this session; survives {@code /clear}, which renames the session. */
    String key() {
        return key;
    }

    Optional<PeerId> peer() {
        return peer;
    }

    String token() {
        return token;
    }

    void joined(PeerId asPeer, String withToken) {
        peer = Optional.of(asPeer);
        token = withToken;
    }

    void left() {
        peer = Optional.empty();
        token = "";
        edits.clear();
        subagents.clear();
    }

    /** The process of the host; 0 where it is not known. */
    long hostPid() {
        return hostPid;
    }

    void runsIn(long pid) {
        hostPid = pid;
    }

    /** Takes over the peer of the session that this one replaces, and what it was told. */
    void goesOnAs(SessionMemory before) {
        key = before.key;
        peer = before.peer;
        token = before.token;
        announced.putAll(before.announced);
    }

    // --- The turn ---

    boolean turnRuns() {
        return turnRuns;
    }

    void turnBegins() {
        turnRuns = true;
        continuations = 0;
    }

    void turnEnds() {
        turnRuns = false;
    }

    /** How often a hook has kept this turn going. */
    int continuations() {
        return continuations;
    }

    void goesOn() {
        turnRuns = true;
        continuations++;
    }

    /** Whether the person was told that the broker is silent, since it last answered. */
    boolean silenceSaid() {
        return silenceSaid;
    }

    void sayingSilence(boolean said) {
        silenceSaid = said;
    }

    /** Identifies the one process that may wake the session; a later one takes its place. */
    long waiter() {
        return waiter;
    }

    void waitsAs(long number) {
        waiter = number;
    }

    // --- What was announced ---

    boolean wasAnnounced(Rung rung, MessageId message) {
        return announced.getOrDefault(rung, Set.of()).contains(message.value());
    }

    boolean wasAnnouncedAnywhere(MessageId message) {
        for (Rung rung : Rung.values()) if (wasAnnounced(rung, message)) return true;
        return false;
    }

    void announce(Rung rung, Collection<MessageId> messages) {
        Set<String> ids = announced.computeIfAbsent(rung, any -> new LinkedHashSet<>());
        messages.forEach(message -> ids.add(message.value()));
        var oldest = ids.iterator();
        for (int surplus = ids.size() - MAX_ANNOUNCED; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    // --- Subagents ---

    /** The name of a subagent, which works from now on. The one not heard of for longest makes room. */
    SubagentName works(HostSession.Subagent subagent) {
        SubagentName known = subagents.remove(subagent.id());
        SubagentName name = known != null ? known : subagent.name(subagents.values());
        if (subagents.size() == SubagentName.MAX_PER_PEER)
            subagents.remove(subagents.keySet().iterator().next());
        subagents.put(subagent.id(), name);
        return name;
    }

    void isDone(HostSession.Subagent subagent) {
        subagents.remove(subagent.id());
    }

    void worksAlone() {
        subagents.clear();
    }

    List<SubagentName> subagents() {
        return List.copyOf(subagents.values());
    }

    // --- Leases for edits ---

    Map<String, EditLease> edits() {
        return edits;
    }

    // --- On disk ---

    static SessionMemory read(JsonObject json) {
        SessionMemory memory = new SessionMemory(json.string("session"));
        memory.key = json.string("key");
        memory.peer = json.optString("peer").map(PeerId::new);
        memory.token = json.optString("token").orElse("");
        memory.hostPid = json.optLong("hostPid").orElse(0L);
        memory.turnRuns = json.bool("turnRuns");
        memory.silenceSaid = json.bool("silenceSaid");
        memory.continuations = json.optLong("continuations").orElse(0L).intValue();
        memory.waiter = json.optLong("waiter").orElse(0L);
        for (Rung rung : Rung.values()) {
            List<String> ids = json.strings(rung.name());
            if (!ids.isEmpty()) memory.announced.put(rung, new LinkedHashSet<>(ids));
        }
        for (JsonObject edit : json.objects("edits"))
            memory.edits.put(
                    edit.string("path"),
                    new EditLease(
                            new FencingToken(edit.integer("token")),
                            edit.instant("expiresAt"),
                            edit.optString("by").map(SubagentName::new)));
        for (JsonObject subagent : json.objects("subagents"))
            memory.subagents.put(subagent.string("id"), new SubagentName(subagent.string("name")));
        return memory;
    }

    SessionMemory copy() {
        return read(JsonObject.parse(json()));
    }

    String json() {
        JsonWriter out = new JsonWriter().object();
        out.field("session", session).field("key", key);
        out.field("peer", peer.map(PeerId::value)).field("token", token);
        out.field("hostPid", hostPid);
        out.field("turnRuns", turnRuns).field("silenceSaid", silenceSaid);
        out.field("continuations", continuations).field("waiter", waiter);
        announced.forEach((rung, ids) -> {
            out.array(rung.name());
            new ArrayList<>(ids).forEach(out::value);
            out.endArray();
        });
        out.array("edits");
        edits.forEach((path, lease) -> out.object()
                .field("path", path)
                .field("token", lease.token.value())
                .field("expiresAt", lease.expiresAt)
                .field("by", lease.by.map(SubagentName::value))
                .end());
        out.endArray().array("subagents");
        subagents.forEach((id, name) ->
                out.object().field("id", id).field("name", name.value()).end());
        return out.endArray().end().toString();
    }
}
