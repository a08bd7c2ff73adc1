package mesh.adapter.host.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import mesh.adapter.host.hook.HookOutput;
import org.junit.jupiter.api.Test;

class HookPostTest {
    private static final String CALL = "POST /1/hook/codex HTTP/1.1\r\nHost: localhost\r\nmesh-parent: 17\r\n";

    @Test
    void callIsReadWithItsVariablesAndItsBytes() throws Exception {
        RelayFrames.Call call = read(CALL
                        + "Mesh-Variable: PWD=/ä =b \r\nMesh-Variable: E=\r\nContent-Length: 3\r\n\r\n{\0}more")
                .call();
        assertEquals("codex", call.host());
        assertEquals(17, call.parent());
        assertEquals(Map.of("PWD", "/ä =b ", "E", ""), call.env());
        assertArrayEquals(new byte[] {'{', 0, '}'}, call.input());
    }

    @Test
    void confirmationIsRead() throws Exception {
        assertEquals(
                "abc",
                read("POST /1/read/abc HTTP/1.1\r\nContent-Length: 0\r\n\r\n").id());
    }

    @Test
    void whatIsNoCallIsRefusedBeforeAnythingIsDone() {
        for (String request : new String[] {
            "POST / HTTP/1.1\r\n\r\n",
            "PUT /1/hook/codex HTTP/1.1\r\n\r\n",
            "POST /2/hook/codex HTTP/1.1\r\n\r\n",
            "\r\n\r\n",
            CALL + "\r\n",
            CALL + "Transfer-Encoding: chunked\r\n\r\n",
            CALL + "Content-Length: -1\r\n\r\n",
            CALL + "Content-Length: x\r\n\r\n",
            CALL + "Content-Length: 101\r\n\r\n",
            CALL + "Content-Length\r\n\r\n",
            CALL + "Mesh-Variable: PWD\r\nContent-Length: 0\r\n\r\n",
            CALL + "X: " + "x".repeat(300_000) + "\r\n\r\n",
        }) assertThrows(HookPost.Refused.class, () -> read(request), request);
    }

    @Test
    void whatEndsTooSoonIsNoCall() {
        assertThrows(EOFException.class, () -> read(""));
        assertThrows(EOFException.class, () -> read(CALL));
        assertThrows(EOFException.class, () -> read(CALL + "Content-Length: 3\r\n\r\n{}"));
    }

    @Test
    void answerSaysHowManyLinesGoToStandardError() throws Exception {
        assertEquals("0 0 -\n{}", written(new HookOutput("{}", "", 0)));
        assertEquals("2 1 -\nno\n", written(new HookOutput("", "no", 2)));
        assertEquals("0 3 -\na\nb\n\nout\n", written(new HookOutput("out\n", "a\nb\n", 0)));
    }

    @Test
    void confirmationCountsOnce() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            Confirmations confirmations = new Confirmations(timer, Duration.ofMinutes(1));
            AtomicInteger confirmed = new AtomicInteger();
            String id = confirmations.expect(confirmed::incrementAndGet);
            confirmations.confirm("another");
            assertEquals(0, confirmed.get());
            confirmations.confirm(id);
            confirmations.confirm(id);
            assertEquals(1, confirmed.get());
        } finally {
            timer.shutdownNow();
        }
    }

    private static HookPost.Request read(String request) throws IOException {
        return HookPost.read(new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)), 100);
    }

    private static String written(HookOutput output) throws IOException {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        HookPost.write(to, output, HookPost.NOTHING_TO_CONFIRM);
        String text = to.toString(StandardCharsets.UTF_8);
        int body = text.indexOf("\r\n\r\n") + 4;
        assertEquals("HTTP/1.1 200 OK", text.lines().findFirst().orElseThrow());
        String rest = text.substring(body);
        assertTrue(text.contains("Content-Length: " + rest.length() + "\r\n"));
        return rest;
    }
}
