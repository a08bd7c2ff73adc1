package mesh.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class TextTest {
    @Property
    void utf8BytesCountsWhatTheEncoderWrites(@ForAll String text) {
        if (Text.isWellFormed(text)) assertEquals(text.getBytes(StandardCharsets.UTF_8).length, Text.utf8Bytes(text));
    }

    @Property
    void cleaningTwiceIsCleaningOnce(@ForAll String text) {
        assertEquals(Text.clean(text), Text.clean(Text.clean(text)));
    }

    @Property
    void whatIsShownFitsAndHasOneLine(@ForAll String text) {
        String shown = Text.shown(text, 40);
        assertTrue(shown.length() <= 40);
        assertFalse(shown.contains("\n"));
    }

    @Property
    void aLineHasOneBlankForEveryRunOfWhiteSpace(@ForAll @Chars({' ', '\t', '\n', 'a', 'b'}) String text) {
        assertEquals(text.replaceAll("\\s+", " ").strip(), Text.line(text));
    }

    @Test
    void documentsAreEscapedWhereTextWouldBeCleaned() {
        String json = "{\n\t\"a\":\"\u202ex\u009b \udb40\udc41 \ud83d\ude00 \u00e9\"}";
        assertEquals("{\n\t\"a\":\"\\u202ex\\u009b \\udb40\\udc41 \ud83d\ude00 \u00e9\"}", Text.escaped(json));
        assertSame("{\"a\":1}", Text.escaped("{\"a\":1}"));
    }

    @Property
    void anEscapedDocumentHoldsNothingToClean(@ForAll String text) {
        String escaped = Text.escaped(text);
        assertEquals(escaped, Text.clean(escaped));
    }

    @Test
    void terminalSequencesAndBidirectionalOverridesAreGone() {
        String hostile =
                "\u001b[31mred\u001b[0m \u001b]0;title\u0007x \u202Eevil\u202C \u0008\u0000\u009b2Jend\u2066\u200b";
        assertEquals("red x evil 2Jend", Text.clean(hostile));
    }

    @Test
    void ordinaryTextOfAnyLanguageStays() {
        String text = "Grüße, мир, 世界, עברית, \uD83D\uDC69\u200D\uD83D\uDCBB\n\ttab";
        assertEquals(text, Text.clean(text));
    }

    @Test
    void aCutNeverSplitsACharacter() {
        assertEquals("abc\u2026", Text.shown("abc\uD83D\uDE00def", 5));
    }

    @Test
    void halfASurrogatePairIsNotText() {
        assertFalse(Text.isWellFormed("a\uD83D"));
        assertFalse(Text.isWellFormed("\uDE00a"));
        assertTrue(Text.isWellFormed("\uD83D\uDE00"));
    }
}
