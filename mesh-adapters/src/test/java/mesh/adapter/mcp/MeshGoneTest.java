package mesh.adapter.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import mesh.adapter.wire.JsonObject;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session whose mesh cannot be reached, for a while or for good. */
class MeshGoneTest {
    private final TestMesh mesh = new TestMesh();
    private final AtomicBoolean reachable = new AtomicBoolean();
    private final StdioClient client = new StdioClient(this::connected, TestMesh.surroundings()).initialize();

    private Mesh connected() {
        if (reachable.get()) return mesh.mesh();
        throw new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, "No broker answers.");
    }

    @AfterEach
    void end() {
        client.close();
        mesh.close();
    }

    @Test
    void toolsSaySoAndWorkAgainLater() {
        JsonObject refused = client.call("mesh_peers", "{}");
        assertTrue(refused.bool("isError"));
        assertTrue(StdioClient.text(refused).startsWith("The mesh cannot answer now: No broker answers."));
        assertEquals(
                -31065,
                client.request("resources/read", "{\"uri\":\"mesh://peers\"}")
                        .object("error")
                        .integer("code"));

        reachable.set(true);
        assertFalse(client.call("mesh_peers", "{}").bool("isError"));
    }

    @Test
    void whatNeedsNoMeshWorks() {
        assertTrue(client.request("tools/list", "{}").has("result"));
        assertTrue(client.request("resources/list", "{}").has("result"));
        assertTrue(client.request("prompts/list", "{}").has("result"));
    }

    @Test
    void theEndIsQuickWithoutAMeshToLeave() {
        reachable.set(true);
        client.call("mesh_status", "{}");
        reachable.set(false);
        long start = System.nanoTime();
        client.end().awaitEnd();

        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 1_000);
    }
}
