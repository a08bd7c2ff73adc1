package mesh.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each call answers when all is well, as a client sees it. */
class HttpCallsTest {
    private ApiUnderTest api;

    @BeforeEach
    void start() throws IOException {
        api = new ApiUnderTest();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void healthNeedsNoTokenAndNamesVersionAndUptime() throws IOException {
        try (RawHttp raw = new RawHttp(api.port())) {
            raw.send("GET /health HTTP/1.1\r\nHost: localhost:" + api.port() + "\r\n\r\n");
            RawHttp.Response health = raw.response();
            assertEquals(200, health.status());
            assertEquals("ok", health.json().string("status"));
            assertTrue(health.json().has("version"));
            assertEquals(0, health.json().integer("uptime"));
        }
    }

    @Test
    void statusCountsWhatIsThere() throws IOException {
        String amber = api.join("amber");
        String blue = api.join("blue");
        api.ok("/send", send(amber, blue, "hi"));
        JsonObject status = api.get("/status").json();
        assertEquals(2, status.object("peers").integer("active"));
        assertEquals(2, status.object("peers").integer("total"));
        assertEquals(1, status.object("messages").integer("undelivered"));
        assertEquals("memory", status.string("store"));
        assertTrue(status.object("events").integer("total") >= 3);
    }

    @Test
    void anAgentThatIsNotKnownTakesPartAsUnknown() throws IOException {
        JsonObject peer = api.ok("/register", "{\"pid\":7,\"projectPath\":\"/repo\",\"agentType\":\"emacs\"}")
                .object("peer");
        assertEquals("unknown", peer.string("agentType"));
    }

    @Test
    void registerHeartbeatSummaryPeersUnregister() throws IOException {
        JsonObject registered = api.ok(
                "/register",
                "{\"pid\":7,\"projectPath\":\"/repo\",\"gitRoot\":\"/repo\",\"gitBranch\":\"main\","
                        + "\"agentType\":\"codex\",\"name\":\"amber\",\"sessionKey\":\"s1\",\"unknownKey\":[1,{}]}");
        String id = registered.string("peerId");
        assertEquals("amber", registered.string("name"));
        assertFalse(registered.bool("resumed"));
        assertFalse(registered.string("peerToken").isEmpty());

        assertEquals(0, api.ok("/heartbeat", "{\"peerId\":\"" + id + "\"}").integer("unread"));
        api.ok("/summary", "{\"peerId\":\"" + id + "\",\"summary\":\"writes tests\"}");
        JsonObject peer = api.ok("/peers", "{}").objects("peers").get(0);
        assertEquals(id, peer.string("id"));
        assertEquals("writes tests", peer.string("summary"));
        assertEquals(List.of(), peer.strings("subagents"));
        assertEquals("codex", peer.string("agentType"));
        assertEquals("active", peer.string("status"));
        assertEquals("main", peer.string("gitBranch"));
        assertFalse(peer.has("sessionKey"));
        assertFalse(peer.has("peerToken"));

        String beat = "{\"peerId\":\"" + id + "\"";
        api.ok("/heartbeat", beat + ",\"subagents\":[\"reviewer\",\"tester\"]}");
        api.ok("/heartbeat", beat + ",\"subagents\":null}"); // says nothing of them, as an absent one does
        peer = api.ok("/peers", "{}").objects("peers").get(0);
        assertEquals(List.of("reviewer", "tester"), peer.strings("subagents"));
        api.ok("/heartbeat", beat + ",\"subagents\":[]}");
        assertEquals(List.of(), api.ok("/peers", "{}").objects("peers").get(0).strings("subagents"));

        api.ok("/unregister", "{\"peerId\":\"" + id + "\"}");
        api.ok("/unregister", "{\"peerId\":\"" + id + "\"}");
        assertEquals(List.of(), api.ok("/peers", "{\"scope\":\"machine\"}").objects("peers"));
    }

    @Test
    void sameSessionKeyResumesThePeer() throws IOException {
        String body = "{\"pid\":7,\"projectPath\":\"/repo\",\"sessionKey\":\"s1\",\"name\":\"auto\"}";
        JsonObject first = api.ok("/register", body);
        JsonObject second = api.ok("/register", body);
        assertEquals(first.string("peerId"), second.string("peerId"));
        assertTrue(second.bool("resumed"));
        assertFalse(second.string("name").equals("auto"));
    }

    @Test
    void directMessageIsReadOnceAndItsStatesAreTrue() throws IOException {
        String amber = api.join("amber");
        String blue = api.join("blue");
        JsonObject sent = api.ok("/send", send(amber, "blue", "hello"));
        assertEquals("queued", sent.string("delivery"));
        assertTrue(sent.integer("seq") > 0);

        JsonObject peeked = api.ok("/messages", "{\"peerId\":\"" + blue + "\",\"peek\":true}");
        assertEquals("hello", peeked.objects("messages").get(0).string("payload"));
        assertEquals(sent.string("messageId"), peeked.objects("messages").get(0).string("id"));
        JsonObject read = api.ok("/messages", "{\"peerId\":\"" + blue + "\"}");
        assertEquals("read", read.objects("messages").get(0).string("delivery"));
        assertTrue(read.objects("messages").get(0).bool("delivered"));
        assertEquals(
                List.of(), api.ok("/messages", "{\"peerId\":\"" + blue + "\"}").objects("messages"));
        JsonObject outbox = api.ok("/messages", "{\"peerId\":\"" + amber + "\",\"filter\":\"sent\"}");
        assertEquals("read", outbox.objects("messages").get(0).string("delivery"));
    }

    @Test
    void broadcastAnswersWithIdsAndRecipientsInOneOrder() throws IOException {
        String amber = api.join("amber");
        String blue = api.join("blue");
        String coral = api.join("coral");
        JsonObject sent = api.ok("/send", send(amber, "all", "hello"));
        assertEquals(2, sent.strings("messageIds").size());
        assertEquals(
                List.of(blue, coral).stream().sorted().toList(),
                sent.strings("recipients").stream().sorted().toList());
    }

    @Test
    void retryWithTheSameKeyIsOneMessage() throws IOException {
        String amber = api.join("amber");
        api.join("blue");
        String body =
                "{\"fromPeer\":\"" + amber + "\",\"toPeer\":\"blue\",\"payload\":\"once\",\"idempotencyKey\":\"k1\"}";
        assertEquals(
                api.ok("/send", body).string("messageId"), api.ok("/send", body).string("messageId"));
    }

    @Test
    void acknowledgingByIdAndBySequence() throws IOException {
        String amber = api.join("amber");
        String blue = api.join("blue");
        JsonObject sent = api.ok("/send", send(amber, "blue", "one"));
        JsonObject acked = api.ok(
                "/messages/ack",
                "{\"peerId\":\"" + blue + "\",\"ids\":[\"" + sent.string("messageId") + "\"],\"state\":\"delivered\"}");
        assertEquals(1, acked.integer("updated"));
        long seq = api.ok("/send", send(amber, "blue", "two")).integer("seq");
        api.ok("/messages/ack", "{\"peerId\":\"" + blue + "\",\"upTo\":" + seq + "}");
        JsonObject outbox = api.ok("/messages", "{\"peerId\":\"" + amber + "\",\"filter\":\"sent\"}");
        for (JsonObject message : outbox.objects("messages")) assertEquals("delivered", message.string("delivery"));
        JsonObject found =
                api.ok("/message", "{\"peerId\":\"" + blue + "\",\"messageId\":\"" + sent.string("messageId") + "\"}");
        assertEquals("one", found.object("message").string("payload"));
    }

    @Test
    void stateIsSetReadListedAndDeletedByVersion() throws IOException {
        String amber = api.join("amber");
        String by = ",\"peerId\":\"" + amber + "\"}";
        assertFalse(api.ok("/state", "{\"action\":\"get\",\"key\":\"k\"}").has("entry"));
        JsonObject set = api.ok("/state", "{\"action\":\"set\",\"key\":\"k\",\"value\":\"v\",\"ifVersion\":0" + by);
        assertEquals(1, set.object("entry").integer("version"));
        assertEquals(amber, set.object("entry").string("updatedBy"));
        RawHttp.Response mismatch =
                api.post("/state", "{\"action\":\"set\",\"key\":\"k\",\"value\":\"w\",\"ifVersion\":7" + by);
        assertEquals(409, mismatch.status());
        assertEquals("version_mismatch", mismatch.code());
        assertEquals("v", mismatch.json().object("entry").string("value"));
        api.ok("/state", "{\"action\":\"set\",\"key\":\"k2\",\"value\":\"\",\"namespace\":\"default\"" + by);
        JsonObject list = api.ok("/state", "{\"action\":\"list\",\"prefix\":\"k\"}");
        assertEquals(2, list.objects("entries").size());
        assertEquals(
                1,
                api.ok("/state", "{\"action\":\"list\",\"limit\":1}")
                        .objects("entries")
                        .size());
        JsonObject deleted = api.ok("/state", "{\"action\":\"delete\",\"key\":\"k\"}");
        assertTrue(deleted.object("entry").bool("deleted"));
        assertEquals("cli", deleted.object("entry").string("updatedBy"));
        assertFalse(api.ok("/state", "{\"action\":\"delete\",\"key\":\"k\"}").has("entry"));
        assertFalse(api.ok("/state", "{\"action\":\"get\",\"key\":\"k\"}").has("entry"));
    }

    @Test
    void locksAreTakenSeenRenewedCheckedAndReleased() throws IOException {
        String amber = api.join("amber");
        String blue = api.join("blue");
        JsonObject lock = api.ok("/lock", lock("lock", amber, "a.txt", ",\"reason\":\"edits\",\"ttlMinutes\":5"))
                .object("lock");
        assertEquals("/repo/a.txt", lock.string("filePath"));
        assertEquals("exclusive", lock.string("mode"));
        assertEquals("amber", lock.string("lockedByName"));
        assertEquals(300_000, lock.integer("remainingMs"));

        RawHttp.Response held = api.post("/lock", lock("lock", blue, "a.txt", ""));
        assertEquals(409, held.status());
        assertEquals("lock_held", held.code());
        assertEquals(amber, held.json().object("lock").string("lockedBy"));
        assertTrue(held.json().string("error").contains("amber"));
        assertEquals(409, api.post("/lock", lock("unlock", blue, "a.txt", "")).status());

        JsonObject renewed = api.ok("/lock", lock("renew", amber, "a.txt", ",\"ttlMinutes\":30"));
        assertEquals(lock.integer("fencingToken"), renewed.object("lock").integer("fencingToken"));
        JsonObject check = api.ok(
                "/lock",
                "{\"action\":\"check\",\"filePath\":\"/repo/a.txt\",\"fencingToken\":" + lock.integer("fencingToken")
                        + "}");
        assertTrue(check.bool("current"));
        assertEquals(
                1,
                api.ok("/lock", "{\"action\":\"query\",\"filePath\":\"/repo/\"}")
                        .objects("locks")
                        .size());

        assertEquals(
                1,
                api.ok("/lock", lock("unlock", amber, "a.txt", ""))
                        .objects("locks")
                        .size());
        RawHttp.Response gone = api.post("/lock", lock("unlock", amber, "a.txt", ""));
        assertEquals(404, gone.status());
        assertEquals("/repo/a.txt", gone.json().string("filePath"));
    }

    @Test
    void severalPathsAreOneLockCallAndAllMayGoAtOnce() throws IOException {
        String amber = api.join("amber");
        JsonObject locked = api.ok(
                "/lock",
                "{\"action\":\"lock\",\"peerId\":\"" + amber + "\",\"filePaths\":[\"a\",\"b/\"],\"mode\":\"shared\"}");
        assertEquals(2, locked.objects("locks").size());
        assertEquals("/repo/b/", locked.objects("locks").get(1).string("filePath"));
        JsonObject released = api.ok("/lock", "{\"action\":\"unlock\",\"peerId\":\"" + amber + "\",\"all\":true}");
        assertEquals(2, released.objects("locks").size());
    }

    @Test
    void pathsOfAnotherMachineComeResolved() throws IOException {
        String amber = api.ok("/register", "{\"pid\":7,\"projectPath\":\"/home/b\",\"host\":\"there\"}")
                .string("peerId");
        JsonObject lock = api.ok(
                        "/lock",
                        "{\"action\":\"lock\",\"peerId\":\"" + amber + "\",\"filePath\":\"x.txt\",\"scope\":\"repo\","
                                + "\"resolved\":[{\"machine\":\"there\",\"path\":\"/home/b/x.txt\",\"directory\":false,"
                                + "\"scope\":\"repo\",\"repository\":\"r1\",\"repoPath\":\"x.txt\"}]}")
                .object("lock");
        assertEquals("there", lock.string("machine"));
        assertEquals("r1", lock.string("repository"));
        assertEquals("repo", lock.string("scope"));
    }

    @Test
    void eventsAreEmittedReadByCursorAndSubscribedTo() throws IOException {
        String amber = api.join("amber");
        JsonObject emitted = api.ok(
                        "/events",
                        "{\"action\":\"emit\",\"peerId\":\"" + amber
                                + "\",\"type\":\"build.done\",\"payload\":{\"ok\":true,\"n\":1.50,\"list\":[null,\"x\"]}}")
                .object("event");
        assertEquals(
                "{\"ok\":true,\"n\":1.50,\"list\":[null,\"x\"]}",
                emitted.object("payload").json());
        JsonObject page = api.ok("/events", "{\"types\":[\"build.*\"],\"since\":0,\"limit\":10}");
        assertEquals(1, page.objects("events").size());
        String cursor = Long.toString(page.integer("cursor"));
        assertEquals(
                List.of(),
                api.ok("/events", "{\"action\":\"read\",\"types\":[\"build.*\"],\"since\":\"" + cursor + "\"}")
                        .objects("events"));
        assertTrue(api.ok("/events", "{\"action\":\"read\",\"since\":\"2020-01-01T00:00:00Z\"}")
                        .objects("events")
                        .size()
                >= 2);
        assertEquals(
                List.of("build.*", "file_locked"),
                api.ok(
                                "/events",
                                "{\"action\":\"subscribe\",\"peerId\":\"" + amber
                                        + "\",\"types\":[\"file_locked\",\"build.*\"]}")
                        .strings("subscribed"));
        assertEquals(
                List.of("build.*", "file_locked"),
                api.ok("/events", "{\"action\":\"subscription\",\"peerId\":\"" + amber + "\"}")
                        .strings("subscribed"));
        assertEquals(
                List.of(),
                api.ok("/events", "{\"action\":\"unsubscribe\",\"peerId\":\"" + amber + "\"}")
                        .strings("subscribed"));
    }

    @Test
    void authenticatedPeerIsActedForWithItsTokenAlone() throws IOException {
        JsonObject registered =
                api.ok("/register", "{\"pid\":7,\"projectPath\":\"/repo\",\"authenticated\":true,\"name\":\"amber\"}");
        String body = "{\"peerId\":\"" + registered.string("peerId") + "\"}";
        for (String path : List.of("/messages", "/heartbeat", "/unregister")) {
            assertEquals(403, api.post(path, body).status(), path);
            assertEquals(
                    "forbidden",
                    api.post(path, body, "X-Mesh-Peer-Token: wrong").code(),
                    path);
        }
        api.ok("/messages", body, "X-Mesh-Peer-Token: " + registered.string("peerToken"));
    }

    static String send(String from, String to, String payload) {
        return "{\"fromPeer\":\"" + from + "\",\"toPeer\":\"" + to + "\",\"payload\":\"" + payload + "\"}";
    }

    static String lock(String action, String peer, String path, String more) {
        return "{\"action\":\"" + action + "\",\"peerId\":\"" + peer + "\",\"filePath\":\"" + path + "\"" + more + "}";
    }
}
