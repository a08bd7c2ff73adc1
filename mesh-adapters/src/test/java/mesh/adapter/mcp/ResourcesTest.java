package mesh.adapter.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mesh.adapter.wire.JsonObject;
import mesh.domain.lock.AcquireLock;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {
    private final TestMesh mesh = new TestMesh();
    private final StdioClient client = new StdioClient(mesh::mesh, TestMesh.surroundings());
    private PeerId lynx;

    @BeforeEach
    void meet() {
        lynx = mesh.join("brisk-lynx");
        client.initialize();
    }

    @AfterEach
    void end() {
        client.close();
        mesh.close();
    }

    private PeerId me() {
        return new PeerId(
                client.call("mesh_status", "{}").object("structuredContent").string("id"));
    }

    private JsonObject read(String uri) {
        JsonObject contents = client.request("resources/read", "{\"uri\":\"" + uri + "\"}")
                .object("result")
                .objects("contents")
                .get(0);
        assertEquals(uri, contents.string("uri"));
        return JsonObject.parse(contents.string("text"));
    }

    @Test
    void allFourCanBeRead() {
        PeerId me = me();
        mesh.send(lynx, me, "hello");
        mesh.mesh().locks().acquire(AcquireLock.exclusive(lynx, "/shop/brisk-lynx/a.txt"));

        List<JsonObject> listed =
                client.request("resources/list", "{}").object("result").objects("resources");
        assertEquals(
                List.of("mesh://peers", "mesh://inbox", "mesh://locks", "mesh://events"),
                listed.stream().map(one -> one.string("uri")).toList());
        assertEquals("hello", read("mesh://inbox").objects("messages").get(0).string("text"));
        assertEquals("brisk-lynx", read("mesh://peers").objects("peers").get(0).string("name"));
        assertEquals("brisk-lynx", read("mesh://locks").objects("locks").get(0).string("holder"));
        assertFalse(read("mesh://events").objects("events").isEmpty());
        assertEquals(1, mesh.mesh().messages().unread(me), "looking reads nothing");
    }

    @Test
    void whatDoesNotExistIsAnErrorThatNamesIt() {
        JsonObject error =
                client.request("resources/read", "{\"uri\":\"mesh://moon\"}").object("error");

        assertEquals(-32002, error.integer("code"));
        assertEquals("mesh://moon", error.object("data").string("uri"));
        assertTrue(client.request("resources/templates/list", "{}").has("result"));
    }

    @Test
    void aWatchedResourceTellsOfRealChangesUntilItIsLeft() {
        PeerId me = me();
        for (String uri : List.of("mesh://inbox", "mesh://peers", "mesh://locks", "mesh://events")) {
            client.request("resources/subscribe", "{\"uri\":\"" + uri + "\"}");
        }
        mesh.send(lynx, me, "hello");
        awaitUpdate("mesh://inbox");
        mesh.mesh().peers().summarize(lynx, "busy");
        awaitUpdate("mesh://peers");
        mesh.mesh().locks().acquire(AcquireLock.exclusive(lynx, "/shop/brisk-lynx/a.txt"));
        awaitUpdate("mesh://locks");

        client.request("resources/unsubscribe", "{\"uri\":\"mesh://inbox\"}");
        client.request("resources/unsubscribe", "{\"uri\":\"mesh://events\"}");
        client.request("resources/unsubscribe", "{\"uri\":\"mesh://locks\"}");
        mesh.mesh().locks().acquire(AcquireLock.exclusive(lynx, "/shop/brisk-lynx/b.txt"));
        mesh.mesh().peers().summarize(lynx, "busier");
        String line = client.next();
        while (!line.contains("mesh://peers")) {
            assertFalse(line.contains("mesh://locks"), line);
            line = client.next();
        }
    }

    private void awaitUpdate(String uri) {
        client.await(message -> message.optString("method")
                        .filter("notifications/resources/updated"::equals)
                        .isPresent()
                && message.object("params").string("uri").equals(uri));
    }

    @Test
    void thePromptSaysWhatToDo() {
        JsonObject prompt = client.request("prompts/list", "{}")
                .object("result")
                .objects("prompts")
                .get(0);
        assertEquals("mesh-sync", prompt.string("name"));
        JsonObject message = client.request(
                        "prompts/get", "{\"name\":\"mesh-sync\",\"arguments\":{\"peer\":\"brisk-lynx\"}}")
                .object("result")
                .objects("messages")
                .get(0);
        assertEquals("user", message.string("role"));
        assertTrue(message.object("content").string("text").contains("Coordinate with brisk-lynx"));
        assertEquals(
                -32602,
                client.request("prompts/get", "{\"name\":\"other\"}")
                        .object("error")
                        .integer("code"));
    }

    @Test
    void theNamesOfPeersComplete() {
        mesh.join("brave-owl");
        String start =
                "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"mesh-sync\"},\"argument\":{\"name\":\"peer\",\"value\":";

        assertEquals(List.of("brave-owl", "brisk-lynx"), completed(start + "\"br\"}}"));
        assertEquals(List.of("brisk-lynx"), completed(start + "\"bri\"}}"));
        assertEquals(
                List.of(),
                completed(
                        "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"x\"},\"argument\":{\"name\":\"y\",\"value\":\"\"}}"));
    }

    private List<String> completed(String params) {
        return client.request("completion/complete", params)
                .object("result")
                .object("completion")
                .strings("values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"debug", "notice"})
    void newMessagesAreLoggedForWhoWantsLogs(String level) {
        client.request("logging/setLevel", "{\"level\":\"" + level + "\"}");
        mesh.send(lynx, me(), "secret");
        JsonObject params = client.notification("notifications/message").object("params");

        assertEquals("notice", params.string("level"));
        assertEquals("New message (text) from brisk-lynx", params.string("data"));
    }

    @Test
    void anUnknownLevelIsRefused() {
        assertEquals(
                -32602,
                client.request("logging/setLevel", "{\"level\":\"loud\"}")
                        .object("error")
                        .integer("code"));
    }
}
