package mesh.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mesh.adapter.http.RawHttp.Response;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LongPollTest {
    private ApiUnderTest api;
    private String amber;
    private String blue;

    @BeforeEach
    void start() throws IOException {
        api = new ApiUnderTest();
        amber = api.join("amber");
        blue = api.join("blue");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private RawHttp waiting(String path, String body) throws Exception {
        long before = waits();
        RawHttp connection = new RawHttp(api.port());
        connection.send("POST " + path + " HTTP/1.1\r\nHost: localhost:" + api.port() + "\r\nAuthorization: Bearer "
                + RawHttp.TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
        Eventually.isTrue("the call waits", () -> waits() > before);
        return connection;
    }

    private long waits() throws IOException {
        return MetricsTest.sample(api.get("/metrics").text(), "mesh_http_waiting");
    }

    @Test
    void waitingReadEndsWithTheMessage() throws Exception {
        try (RawHttp poll = waiting("/messages", "{\"peerId\":\"" + blue + "\",\"waitMs\":50000}")) {
            api.ok("/send", HttpCallsTest.send(amber, "blue", "at last"));
            JsonObject inbox = poll.response().json();
            assertEquals("at last", inbox.objects("messages").get(0).string("payload"));
            assertEquals(0, waits());
        }
    }

    @Test
    void waitingReadEndsEmptyWhenTimeIsUp() throws IOException {
        JsonObject inbox = api.ok("/messages", "{\"peerId\":\"" + blue + "\",\"waitMs\":30}");
        assertEquals(List.of(), inbox.objects("messages"));
        assertEquals(0, inbox.integer("remaining"));
    }

    @Test
    void waitingLockEndsWithTheGrant() throws Exception {
        api.ok("/lock", HttpCallsTest.lock("lock", amber, "a.txt", ""));
        try (RawHttp wait = waiting("/lock", HttpCallsTest.lock("lock", blue, "a.txt", ",\"waitMs\":50000"))) {
            JsonObject seen = api.ok("/lock", "{\"action\":\"query\",\"filePath\":\"/repo/a.txt\"}");
            assertEquals(List.of(blue), seen.objects("locks").get(0).strings("waiters"));
            api.ok("/lock", HttpCallsTest.lock("unlock", amber, "a.txt", ""));
            Response granted = wait.response();
            assertEquals(200, granted.status());
            assertEquals(blue, granted.json().object("lock").string("lockedBy"));
        }
    }

    @Test
    void waitForALockRunsOutAsHeld() throws IOException {
        api.ok("/lock", HttpCallsTest.lock("lock", amber, "a.txt", ""));
        Response held = api.post("/lock", HttpCallsTest.lock("lock", blue, "a.txt", ",\"waitMs\":30"));
        assertEquals(409, held.status());
        assertTrue(held.json().bool("waited"));
    }

    @Test
    void waitThatWouldCloseACycleIsRefused() throws Exception {
        api.ok("/lock", HttpCallsTest.lock("lock", amber, "a.txt", ""));
        api.ok("/lock", HttpCallsTest.lock("lock", blue, "b.txt", ""));
        try (RawHttp wait = waiting("/lock", HttpCallsTest.lock("lock", amber, "b.txt", ",\"waitMs\":50000"))) {
            Response refused = api.post("/lock", HttpCallsTest.lock("lock", blue, "a.txt", ",\"waitMs\":50000"));
            assertEquals(409, refused.status());
            assertEquals("would_deadlock", refused.code());
            assertTrue(refused.json().strings("chain").contains("amber"), refused.text());
            api.ok("/lock", HttpCallsTest.lock("unlock", blue, "b.txt", ""));
            assertEquals(200, wait.response().status());
        }
    }

    @Test
    void hundredsThatWaitHoldNoThreads() throws Exception {
        int threadsBefore = Thread.activeCount();
        List<RawHttp> polls = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++)
                polls.add(waiting("/messages", "{\"peerId\":\"" + blue + "\",\"peek\":true,\"waitMs\":50000}"));
            assertTrue(Thread.activeCount() - threadsBefore < 50, "threads: " + Thread.activeCount());
            api.ok("/send", HttpCallsTest.send(amber, "blue", "to all of you"));
            for (RawHttp poll : polls)
                assertEquals(1, poll.response().json().objects("messages").size());
        } finally {
            for (RawHttp poll : polls) poll.close();
        }
    }

    @Test
    void stoppingAnswersWhatWaits() throws Exception {
        try (RawHttp poll = waiting("/messages", "{\"peerId\":\"" + blue + "\",\"waitMs\":50000}")) {
            api.api.close();
            Response ended = poll.response();
            assertEquals(503, ended.status());
            assertEquals("shutting_down", ended.code());
        }
    }
}
