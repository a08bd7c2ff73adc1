package mesh.adapter.mcp.era2026;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import mesh.adapter.mcp.Project;
import mesh.adapter.mcp.SessionIdentity;
import mesh.adapter.mcp.TestMesh;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.domain.InvalidInput;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlesTest {
    private final TestMesh mesh = new TestMesh();
    private final Workers workers = new Workers(4);
    private final AtomicLong nanos = new AtomicLong();
    private final Set<String> listening = new HashSet<>();
    private final Handles handles = new Handles(workers, nanos::get, listening::contains);

    @AfterEach
    void end() {
        handles.close();
        workers.close();
        mesh.close();
    }

    private Agent agent(String handle) {
        return new Agent(
                mesh::mesh,
                () -> new SessionIdentity(AgentType.CODEX, handle, Project.at("/shop"), 4711, Optional.empty())
                        .registration(),
                workers,
                true);
    }

    /** @return the handle of a peer that takes part */
    private String joined() {
        String handle = handles.mint();
        Agent agent = agent(handle);
        agent.id();
        handles.keep(handle, agent);
        return handle;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        handles.look();
    }

    @Test
    void aHandleIsAlwaysTheSameAgent() {
        String handle = joined();

        assertSame(handles.find(handle, this::agent), handles.find(handle, this::agent));
        assertTrue(!handle.equals(handles.mint()));
    }

    @Test
    void whoIsSilentForTooLongLeavesAndComesBackAsTheSamePeer() {
        String handle = joined();
        PeerId id = handles.find(handle, this::agent).id();
        pass(Handles.MAX_IDLE.minusSeconds(1));
        assertEquals(1, mesh.peers().size());
        pass(Duration.ofSeconds(2));
        TestMesh.await(() -> mesh.peers().isEmpty());

        assertEquals(id, handles.find(handle, this::agent).id());
    }

    @Test
    void listeningIsNoSilence() {
        String handle = joined();
        listening.add(handle);
        pass(Handles.MAX_IDLE.multipliedBy(2));

        assertEquals(1, handles.size());
    }

    @Test
    void aHandleThatNobodyWasGivenStandsForNobody() {
        assertThrows(InvalidInput.class, () -> handles.find(handles.mint(), this::agent));
        assertThrows(InvalidInput.class, () -> handles.find("amber-otter", this::agent));
        assertTrue(mesh.peers().isEmpty());
    }
}
