package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames in, messages out, and what is refused with which code. */
class WebSocketCodecTest {
    private static MessageReader reading(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) all.writeBytes(frame);
        return new MessageReader(new ByteSource(new ByteArrayInputStream(all.toByteArray())));
    }

    private static byte[] textFrame(int first, String text) {
        return RawClient.frame(first, text.getBytes(UTF_8));
    }

    private static void assertRefused(int code, MessageReader reader) {
        WebSocketFault fault = Assertions.assertThrows(WebSocketFault.class, reader::next);
        assertEquals(code, fault.code(), fault.getMessage());
        assertTrue(fault.getMessage().length() <= 123, "must fit into a close frame");
    }

    @Test
    void fragmentsMakeOneMessageAndControlFramesMayComeBetween() throws IOException {
        MessageReader reader = reading(
                textFrame(Frame.TEXT, "gr\u00fc"),
                textFrame(Frame.FINAL | Frame.PING, "there?"),
                textFrame(Frame.CONTINUATION, ""),
                textFrame(Frame.FINAL | Frame.CONTINUATION, "\u00dfe"));
        Message ping = reader.next();
        assertEquals(Frame.PING, ping.opcode());
        assertEquals("there?", new String(ping.payload(), UTF_8));
        Message text = reader.next();
        assertEquals(Frame.TEXT, text.opcode());
        assertEquals("gr\u00fc\u00dfe", new String(text.payload(), UTF_8));
        assertNull(reader.next());
    }

    @Test
    void aCharacterMayBeSplitBetweenFragments() throws IOException {
        byte[] euro = "\u20ac".getBytes(UTF_8);
        MessageReader reader = reading(
                RawClient.frame(Frame.TEXT, Arrays.copyOf(euro, 1)),
                RawClient.frame(Frame.FINAL | Frame.CONTINUATION, Arrays.copyOfRange(euro, 1, 3)));
        assertArrayEquals(euro, reader.next().payload());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 4_095, 4_096, 4_097, 65_535, 65_536, MessageReader.MAX_MESSAGE_BYTES})
    void everyLengthComesThroughWhole(int length) throws IOException {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        Message message =
                reading(RawClient.frame(Frame.FINAL | Frame.BINARY, payload)).next();
        assertArrayEquals(payload, message.payload());

        byte[] written = Frame.of(Frame.BINARY, payload);
        assertArrayEquals(payload, Arrays.copyOfRange(written, written.length - length, written.length));
        byte[] header = RawClient.header(Frame.FINAL | Frame.BINARY, length);
        header[1] = (byte) (header[1] & ~Frame.MASKED);
        assertArrayEquals(header, Arrays.copyOf(written, written.length - length));
    }

    @Test
    void anUnmaskedFrameIsAProtocolError() {
        assertRefused(CloseCode.PROTOCOL_ERROR, reading(Frame.of(Frame.TEXT, new byte[] {'h', 'i'})));
    }

    @Test
    void aLengthOf2To63IsAProtocolErrorAndOneLessIsTooBig() {
        assertRefused(CloseCode.PROTOCOL_ERROR, reading(RawClient.header(Frame.FINAL | Frame.TEXT, Long.MIN_VALUE)));
        assertRefused(CloseCode.TOO_BIG, reading(RawClient.header(Frame.FINAL | Frame.TEXT, Long.MAX_VALUE)));
    }

    @Test
    void aMessageBeyondTheLimitIsRefusedBeforeItComes() {
        int most = MessageReader.MAX_MESSAGE_BYTES;
        assertRefused(CloseCode.TOO_BIG, reading(RawClient.header(Frame.FINAL | Frame.TEXT, most + 1)));
        assertRefused(
                CloseCode.TOO_BIG,
                reading(
                        RawClient.frame(Frame.BINARY, new byte[most]),
                        RawClient.header(Frame.FINAL | Frame.CONTINUATION, 1)));
    }

    @Test
    void anAnnouncedLengthCostsNoMemoryUntilTheBytesCome() {
        MessageReader[] readers = new MessageReader[400];
        long before = usedMemory();
        for (int i = 0; i < readers.length; i++) {
            readers[i] =
                    reading(RawClient.header(Frame.FINAL | Frame.BINARY, MessageReader.MAX_MESSAGE_BYTES), new byte[5]);
            Assertions.assertThrows(EOFException.class, readers[i]::next);
        }
        long perReader = (usedMemory() - before) / readers.length;
        assertTrue(perReader < 64 * 1024, "each holds " + perReader + " bytes");
        assertEquals(400, readers.length);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void oneFragmentTooManyIsTooBig() throws IOException {
        byte[][] frames = new byte[MessageReader.MAX_FRAGMENTS + 1][];
        Arrays.fill(frames, textFrame(Frame.CONTINUATION, ""));
        frames[0] = textFrame(Frame.TEXT, "");
        assertRefused(CloseCode.TOO_BIG, reading(frames));
        frames[MessageReader.MAX_FRAGMENTS - 1] = textFrame(Frame.FINAL | Frame.CONTINUATION, "end");
        assertEquals("end", new String(reading(frames).next().payload(), UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc1, 0xa1, 0x91, 0x83, 0x84, 0x87, 0x8b, 0x8f, 0x80, 0x00, 0x09, 0x08, 0x0a})
    void firstBytesThatMustNotBeAreProtocolErrors(int first) {
        assertRefused(CloseCode.PROTOCOL_ERROR, reading(RawClient.frame(first, new byte[0])));
    }

    @Test
    void aMessageInsideAMessageIsAProtocolError() {
        assertRefused(
                CloseCode.PROTOCOL_ERROR,
                reading(textFrame(Frame.TEXT, "a"), textFrame(Frame.FINAL | Frame.TEXT, "b")));
    }

    @Test
    void aLongControlFrameIsAProtocolError() {
        assertRefused(CloseCode.PROTOCOL_ERROR, reading(RawClient.frame(Frame.FINAL | Frame.PING, new byte[126])));
    }

    @Test
    void aLengthInMoreBytesThanItNeedsIsAProtocolError() {
        byte[] in2 = {(byte) (Frame.FINAL | Frame.TEXT), (byte) (Frame.MASKED | 126), 0, 5};
        byte[] in8 = {(byte) (Frame.FINAL | Frame.TEXT), (byte) (Frame.MASKED | 127), 0, 0, 0, 0, 0, 0, 1, 0};
        assertRefused(CloseCode.PROTOCOL_ERROR, reading(in2));
        assertRefused(CloseCode.PROTOCOL_ERROR, reading(in8));
    }

    @Test
    void textThatCannotBecomeUtf8IsRefusedBeforeTheRestComes() {
        byte[] begun = RawClient.header(Frame.FINAL | Frame.TEXT, 1_000);
        byte[] mask = new byte[4];
        byte[] overlong = {'a', (byte) 0xc0, (byte) 0xaf};
        assertRefused(CloseCode.NOT_UTF8, reading(begun, mask, overlong));
    }

    @Test
    void textMustNotEndInsideACharacter() {
        assertRefused(CloseCode.NOT_UTF8, reading(RawClient.frame(Frame.FINAL | Frame.TEXT, new byte[] {(byte) 0xe2})));
    }

    @Test
    void aCloseFrameSaysNothingOrACodeThatMayBeSentAndAReasonInUtf8() throws IOException {
        assertEquals(
                CloseCode.NONE,
                reading(RawClient.frame(Frame.FINAL | Frame.CLOSE, new byte[0]))
                        .next()
                        .closeCode());
        assertEquals(3000, reading(close(3000, "bye".getBytes(UTF_8))).next().closeCode());
        assertRefused(CloseCode.PROTOCOL_ERROR, reading(RawClient.frame(Frame.FINAL | Frame.CLOSE, new byte[] {3})));
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
            assertRefused(CloseCode.PROTOCOL_ERROR, reading(close(code, new byte[0])));
        assertRefused(CloseCode.NOT_UTF8, reading(close(1000, new byte[] {(byte) 0xff})));
    }

    private static byte[] close(int code, byte[] reason) {
        byte[] payload = ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
        return RawClient.frame(Frame.FINAL | Frame.CLOSE, payload);
    }

    @Test
    void aCloseFrameOfOursFitsWhateverTheReason() {
        assertEquals(2 + Frame.MAX_CONTROL_BYTES, Frame.close(1000, "x".repeat(500)).length);
        assertArrayEquals(new byte[] {(byte) 0x88, 0}, Frame.close(CloseCode.NONE, "not said"));
    }

    @Property
    void whateverComesIsReadOrRefusedButNeverFailsOtherwise(@ForAll byte[] bytes) throws IOException {
        MessageReader reader = reading(bytes);
        try {
            while (reader.next() != null) {}
        } catch (WebSocketFault | EOFException e) {
            assertFalse(e.getMessage().isEmpty());
        }
    }

    @Property(tries = 5_000)
    void utf8IsJudgedLikeTheJdkDoesHoweverItIsCut(@ForAll("nearlyText") byte[] bytes, @ForAll Random random) {
        Utf8Check check = new Utf8Check();
        boolean accepted = true;
        for (int from = 0; accepted && from < bytes.length; ) {
            int to = from + 1 + random.nextInt(bytes.length - from);
            accepted = check.accept(bytes, from, to);
            from = to;
        }
        assertEquals(isUtf8(bytes), accepted && check.isComplete(), () -> Arrays.toString(bytes));
    }

    @Provide
    Arbitrary<byte[]> nearlyText() {
        Arbitrary<byte[]> text = Arbitraries.strings().ofMaxLength(8).map(s -> s.getBytes(UTF_8));
        Arbitrary<byte[]> edges = Arbitraries.of(
                        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef,
                        0xf0, 0xf3, 0xf4, 0xf5, 0xff)
                .map(Integer::byteValue)
                .array(byte[].class)
                .ofMaxSize(6);
        return Arbitraries.oneOf(text, edges);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            CharBuffer decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return decoded.length() >= 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
