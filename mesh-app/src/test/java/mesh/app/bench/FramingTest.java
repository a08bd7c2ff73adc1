package mesh.app.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FramingTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nDate: today\r\nContent-length: 5\r\n\r\nhello";

    private static ByteBuffer read(String text) {
        return ByteBuffer.allocate(1_000).put(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void answerOverHttpIsCompleteWithTheLastByteOfItsBody() {
        for (int bytes = 0; bytes < OK.length(); bytes++)
            assertEquals(Framing.MORE, Framing.HTTP.answerEnd(read(OK.substring(0, bytes))), bytes + " bytes");
        assertEquals(OK.length(), Framing.HTTP.answerEnd(read(OK)));
        assertEquals(OK.length(), Framing.HTTP.answerEnd(read(OK + "HTTP/1.1 ")));
    }

    @Test
    void answerOverHttpWithoutBodyEndsWithItsHead() {
        String accepted = "HTTP/1.1 202 Accepted\r\n\r\n";
        assertEquals(accepted.length(), Framing.HTTP.answerEnd(read(accepted)));
    }

    @Test
    void failureOverHttpIsSeen() {
        assertTrue(Framing.HTTP.isOk(read(OK), OK.length()));
        String refused = OK.replace("200 OK", "429 No");
        assertFalse(Framing.HTTP.isOk(read(refused), refused.length()));
    }

    @Test
    void linesThatAreNoAnswersArePassedOver() {
        String answer = "{\"ping\":1}\n{\"id\":1,\"status\":200,\"body\":{}}\n";
        assertEquals(answer.length(), Framing.LINE.answerEnd(read(answer)));
        assertEquals(Framing.MORE, Framing.LINE.answerEnd(read("{\"ping\":1}\n{\"id\":1")));
    }

    @Test
    void failureOnTheLinkIsSeenAndAnEchoIsNone() {
        String answer = "{\"id\":1,\"status\":200,\"body\":{}}\n";
        assertTrue(Framing.LINE.isOk(read(answer), answer.length()));
        String refused = answer.replace("200", "404");
        assertFalse(Framing.LINE.isOk(read(refused), refused.length()));
        String echo = "{\"id\":1,\"call\":\"send\",\"body\":{}}\n";
        assertTrue(Framing.LINE.isOk(read(echo), echo.length()));
    }
}
