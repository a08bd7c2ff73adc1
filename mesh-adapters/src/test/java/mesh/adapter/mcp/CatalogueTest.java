package mesh.adapter.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mesh.adapter.mcp.tool.Catalogue;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final List<JsonObject> tools =
            JsonObject.parse("{\"tools\":" + Catalogue.TOOLS + "}").objects("tools");

    @Test
    void thereAreExactlyEightTools() {
        assertEquals(
                List.of(
                        "mesh_peers",
                        "mesh_summary",
                        "mesh_send",
                        "mesh_inbox",
                        "mesh_state",
                        "mesh_lock",
                        "mesh_events",
                        "mesh_status"),
                tools.stream().map(tool -> tool.string("name")).toList());
    }

    @Test
    void everyToolIsDescribedInFull() {
        for (JsonObject tool : tools) {
            assertFalse(tool.string("title").isBlank());
            assertTrue(tool.string("description").length() < 2_000);
            assertTrue(tool.object("annotations").has("readOnlyHint"));
            assertEquals("object", tool.object("outputSchema").string("type"));
            JsonObject arguments = tool.object("inputSchema").object("properties");
            for (String argument : arguments.names()) {
                assertTrue(arguments.object(argument).has("type"), argument);
                assertFalse(arguments.object(argument).string("description").isBlank(), argument);
            }
        }
    }

    @Test
    void nothingInTheCatalogueSpeaksOfTakingALockByForce() {
        assertFalse(Catalogue.TOOLS.contains("force"));
        assertFalse(Catalogue.TOOLS.contains("overrid"));
    }
}
