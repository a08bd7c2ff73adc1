package mesh.adapter.mcp.era2025;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import mesh.adapter.mcp.Project;
import mesh.adapter.mcp.SessionIdentity;
import mesh.adapter.mcp.TestMesh;
import mesh.adapter.mcp.rpc.Parcel;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.domain.peer.AgentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpSessionsTest {
    private final TestMesh mesh = new TestMesh();
    private final Workers workers = new Workers(4);
    private final AtomicLong nanos = new AtomicLong();
    private final HttpSessions sessions = new HttpSessions("test", this::agent, workers, nanos::get);

    @AfterEach
    void end() {
        sessions.close();
        workers.close();
        mesh.close();
    }

    private Agent agent(String id, Optional<String> project) {
        return new Agent(
                mesh::mesh,
                () -> new SessionIdentity(HttpSessions.agentType(id), id, Project.at("/shop"), 4711, Optional.empty())
                        .registration(),
                workers,
                true);
    }

    private HttpSession begun() {
        HttpSession session = sessions.begin(AgentType.CURSOR, Optional.empty()).orElseThrow();
        ask(session, "initialize", "{\"protocolVersion\":\"2025-06-18\"}");
        return session;
    }

    private static void ask(HttpSession session, String method, String params) {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        session.answer(Parcel.parse(message.getBytes(StandardCharsets.UTF_8))).join();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aSilentSessionEndsAndItsPeerLeaves() {
        HttpSession session = begun();
        ask(session, "tools/call", "{\"name\":\"mesh_status\"}");
        pass(HttpSessions.MAX_IDLE.minusSeconds(1));
        sessions.look(session);
        assertEquals(1, sessions.size());

        pass(Duration.ofSeconds(2));
        sessions.look(session);
        assertEquals(0, sessions.size());
        assertTrue(mesh.peers().isEmpty());
    }

    @Test
    void aClientThatComesBackIsTheSamePeer() {
        HttpSession session = begun();
        ask(session, "tools/call", "{\"name\":\"mesh_status\"}");
        String name = mesh.peers().get(0).peer().name().value();
        pass(HttpSessions.MAX_IDLE);
        sessions.look(session);

        assertTrue(sessions.find(session.id(), Optional.empty(), "2025-06-18").isPresent());
        assertEquals(name, mesh.peers().get(0).peer().name().value());
        assertEquals(AgentType.CURSOR, mesh.peers().get(0).peer().agentType());
    }

    @Test
    void asksKeepASessionAlive() {
        HttpSession session = begun();
        pass(HttpSessions.MAX_IDLE);
        ask(session, "ping", "{}");
        sessions.look(session);

        assertEquals(1, sessions.size());
    }

    @Test
    void aClientThatLostItsStreamIsWaitedForLess() {
        HttpSession session = begun();
        session.opensStream();
        pass(HttpSessions.MAX_LOST);
        sessions.look(session);

        assertEquals(0, sessions.size());
    }

    @Test
    void whatItsClientEndedIsOver() {
        HttpSession session = begun();
        ask(session, "tools/call", "{\"name\":\"mesh_status\"}");

        assertTrue(sessions.end(session.id()));
        assertTrue(sessions.find(session.id(), Optional.empty(), "2025-06-18").isEmpty());
        assertFalse(sessions.end(session.id()));
    }

    @Test
    void anIdThatNobodyWasGivenIsNoSession() {
        assertTrue(sessions.find("cursor.AAAAAAAAAAAAAAAAAAAAAAAA", Optional.empty(), "2025-06-18")
                .isEmpty());
        assertTrue(mesh.peers().isEmpty());
    }

    @Test
    void thereIsALimit() {
        for (int i = 0; i < HttpSessions.MAX_SESSIONS; i++) sessions.begin(AgentType.UNKNOWN, Optional.empty());

        assertTrue(sessions.begin(AgentType.UNKNOWN, Optional.empty()).isEmpty());
    }
}
