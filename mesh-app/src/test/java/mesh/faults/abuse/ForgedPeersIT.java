package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who knows the broker's token and a peer's id, and not that peer's token. */
class ForgedPeersIT {
    @TempDir
    static Path temporary;

    private static BrokerUnderAbuse broker;
    private static BrokerUnderAbuse.Peer victim;
    private static BrokerUnderAbuse.Peer mallory;
    private static String held;
    private static String before;

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerUnderAbuse.start(temporary);
        victim = broker.authenticated("victim");
        mallory = broker.authenticated("mallory");
        held = temporary.resolve("held").toString();
        try (RawLink link = RawLink.hello(broker, victim, 0)) {
            ok(link.call(
                    1,
                    "lock",
                    "{\"action\":\"lock\",\"peerId\":\"" + victim.id() + "\",\"filePath\":\"" + held + "\"}"));
            ok(link.call(2, "summary", "{\"peerId\":\"" + victim.id() + "\",\"summary\":\"mine\"}"));
            ok(link.call(
                    3, "events", "{\"action\":\"subscribe\",\"peerId\":\"" + victim.id() + "\",\"types\":[\"a.*\"]}"));
        }
        broker.program.call("send", "{\"fromPeer\":\"cli\",\"toPeer\":\"victim\",\"payload\":\"private\"}");
        before = picture();
    }

    private static void ok(JsonObject answer) {
        assertEquals(200, answer.integer("status"), answer::json);
    }

    @AfterAll
    static void end() throws Exception {
        broker.close();
    }

    /** All that a forged call could have changed. */
    private static String picture() throws Exception {
        StringBuilder picture = new StringBuilder();
        for (JsonObject peer : broker.program.call("peers", "{}").objects("peers"))
            picture.append(peer.string("name")).append(peer.string("summary")).append('\n');
        for (JsonObject lock :
                broker.program.call("lock", "{\"action\":\"query\"}").objects("locks"))
            picture.append(lock.string("filePath"))
                    .append(lock.string("expiresAt"))
                    .append('\n');
        picture.append(broker.program
                .call("state", "{\"action\":\"list\"}")
                .objects("entries")
                .size());
        JsonObject messages = broker.program.json("status", "--json").object("messages");
        return picture.append(messages.json()).toString();
    }

    static Map<String, String> calls() {
        String me = "\"peerId\":\"" + victim.id() + "\"";
        Map<String, String> calls = new LinkedHashMap<>();
        calls.put("send", "{\"fromPeer\":\"" + victim.id() + "\",\"toPeer\":\"mallory\",\"payload\":\"forged\"}");
        calls.put("messages", "{" + me + "}");
        calls.put("messages peek", "{" + me + ",\"peek\":true,\"filter\":\"all\"}");
        calls.put("messages/ack", "{" + me + ",\"upTo\":1000000}");
        calls.put("lock lock", "{\"action\":\"lock\"," + me + ",\"filePath\":\"" + held + "2\"}");
        calls.put("lock renew", "{\"action\":\"renew\"," + me + ",\"filePath\":\"" + held + "\",\"ttlMinutes\":60}");
        calls.put("lock unlock", "{\"action\":\"unlock\"," + me + ",\"filePath\":\"" + held + "\"}");
        calls.put("state set", "{\"action\":\"set\"," + me + ",\"key\":\"k\",\"value\":\"forged\"}");
        calls.put("state delete", "{\"action\":\"delete\"," + me + ",\"key\":\"k\"}");
        calls.put("events emit", "{\"action\":\"emit\"," + me + ",\"type\":\"a.b\"}");
        calls.put("events subscribe", "{\"action\":\"subscribe\"," + me + ",\"types\":[\"*\"]}");
        calls.put("events unsubscribe", "{\"action\":\"unsubscribe\"," + me + "}");
        calls.put("events subscription", "{\"action\":\"subscription\"," + me + "}");
        calls.put("summary", "{" + me + ",\"summary\":\"forged\"}");
        calls.put("heartbeat", "{" + me + "}");
        calls.put("unregister", "{" + me + "}");
        return calls;
    }

    @Test
    void noCallIsTakenInAnothersNameWhateverTokenIsShown() throws Exception {
        String almost = victim.token().substring(0, victim.token().length() - 1) + "!";
        for (String token : List.of("", "x", mallory.token(), broker.token(), almost, victim.id()))
            for (Map.Entry<String, String> call : calls().entrySet()) {
                String path = "/" + call.getKey().split(" ")[0];
                RawHttp.Response response = token.isEmpty()
                        ? RawHttp.post(broker, path, call.getValue())
                        : RawHttp.post(broker, path, call.getValue(), "X-Mesh-Peer-Token: " + token);
                assertEquals(403, response.status(), () -> call.getKey() + ": " + response);
                assertTrue(!response.body().contains(victim.token()), "its token was told");
            }
        assertEquals(before, picture());
    }

    @Test
    void noCallIsTakenInAnothersNameOnALink() throws Exception {
        for (RawLink link : List.of(
                RawLink.hello(broker),
                RawLink.hello(broker, mallory, 0),
                RawLink.webSocket(broker).greeted())) {
            long id = 0;
            for (Map.Entry<String, String> call : calls().entrySet()) {
                JsonObject answer = link.call(++id, call.getKey().split(" ")[0], call.getValue());
                assertEquals(403, answer.integer("status"), () -> call.getKey() + ": " + answer.json());
            }
            link.close();
        }
        assertEquals(before, picture());
    }

    @Test
    void linkOfAPeerTakesItsToken() throws Exception {
        for (String token : List.of("", "x", mallory.token())) {
            BrokerUnderAbuse.Peer forged = new BrokerUnderAbuse.Peer(victim.id(), token);
            try (RawLink link = RawLink.silent(broker)) {
                link.send(RawLink.hello(forged, 0));
                assertEquals("forbidden", link.next("bye").object("bye").string("code"));
                assertEquals(null, link.next());
            }
        }
        assertEquals(before, picture());
    }

    /** An MCP server acts for its own session, whatever its arguments say. */
    @Test
    void agentCannotNameAnotherOverMcp() throws Exception {
        McpSession session = new McpSession(broker.program);
        String me =
                session.tool("mesh_status", "{}").object("structuredContent").string("id");
        session.tool(
                "mesh_lock",
                "{\"action\":\"unlock\",\"filePath\":\"" + held + "\",\"peerId\":\"" + victim.id() + "\"}");
        session.tool("mesh_lock", "{\"action\":\"renew\",\"filePath\":\"" + held + "\",\"peer\":\"victim\"}");
        session.tool("mesh_inbox", "{\"peerId\":\"" + victim.id() + "\"}");
        session.tool("mesh_summary", "{\"summary\":\"its own\",\"peerId\":\"" + victim.id() + "\"}");
        session.process.getOutputStream().close();
        Program.await(
                "its session has left",
                () -> !broker.program.call("peers", "{}").json().contains(me));
        assertEquals(before, picture());
    }

    /** Registering once more does not take a session over without saying that it is authenticated. */
    @Test
    void registeringAgainDoesNotOpenAnAuthenticatedPeer() throws Exception {
        RawHttp.Response again = RawHttp.post(
                broker,
                "/register",
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"projectPath\":\"/tmp\",\"name\":\"victim\"}");
        assertEquals(200, again.status());
        JsonObject other = again.json();
        assertTrue(
                !other.string("peerId").equals(victim.id())
                        && !other.string("name").equals("victim"),
                other::json);
        broker.program.call("unregister", "{\"peerId\":\"" + other.string("peerId") + "\"}");
        assertEquals(before, picture());
    }
}
