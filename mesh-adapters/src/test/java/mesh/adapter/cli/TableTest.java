package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TableTest {
    private static final Style PLAIN = new Style(false);

    private static Table peers(int width) {
        return new Table(width, PLAIN)
                .flexible("NAME", 10)
                .fixed("STATUS")
                .path("PROJECT", 12, 0)
                .spare("SUMMARY", 16, 1)
                .spare("ID", 0, 2)
                .row(
                        "amber-otter",
                        "active",
                        "/home/ann/projects/very/deep/down/shop",
                        "moves the payment code to the new interface, tests first",
                        "0b8f9c1e-2f3a-4d5b-8c7d-9e0f1a2b3c4d");
    }

    private static int widest(String text) {
        return text.lines().mapToInt(Columns::of).max().orElseThrow();
    }

    @Test
    void wideTerminalShowsEverythingWhole() {
        String text = peers(200).text();
        assertTrue(text.contains("moves the payment code to the new interface, tests first"), text);
        assertTrue(text.contains("0b8f9c1e-2f3a-4d5b-8c7d-9e0f1a2b3c4d"), text);
    }

    @Test
    void eightyColumnsSpareTheIdAndCutTheSummaryAtItsEndAndThePathInFront() {
        String text = peers(80).text();
        assertFalse(text.contains("0b8f9c1e"), text);
        assertTrue(text.contains("moves the payment"), text);
        assertTrue(text.contains("\u2026") && text.contains("/shop"), text);
        assertEquals(80, widest(text), text);
    }

    @Test
    void fortyColumnsKeepWhatCannotBeSpared() {
        String text = peers(40).text();
        assertEquals("NAME         STATUS  PROJECT", text.lines().findFirst().orElseThrow());
        assertTrue(text.contains("amber-otter  active  \u2026"), text);
        assertTrue(widest(text) <= 40, text);
    }

    @Test
    void everyWidthIsKeptTo() {
        for (int width = Terminal.MIN_COLUMNS; width < 200; width++) {
            String text = peers(width).text();
            assertTrue(widest(text) <= width, width + ":\n" + text);
        }
    }

    @Test
    void wideAndCombiningCharactersKeepTheColumnsStraight() {
        String text = new Table(80, PLAIN)
                .flexible("NAME", 4)
                .fixed("X")
                .row("\u65e5\u672c", "1")
                .row("e\u0301te\u0301", "2")
                .row("\ud83e\udda6", "3")
                .text();
        assertEquals("NAME  X\n\u65e5\u672c  1\ne\u0301te\u0301   2\n\ud83e\udda6    3\n", text);
    }

    @Test
    void cellsAreCleanedAndPutOnOneLine() {
        String text = new Table(80, PLAIN)
                .flexible("A", 4)
                .row("\u001b[31m one\r\n\ttwo \u202e\u0000")
                .text();
        assertEquals("A\none two\n", text);
    }

    @Test
    void linesEndWithoutBlanks() {
        String text = new Table(80, PLAIN)
                .fixed("A")
                .fixed("B")
                .row("1", "")
                .row("", "2")
                .text();
        assertEquals("A  B\n1\n   2\n", text);
    }

    @Test
    void textIsCutBetweenCharactersNeverInsideOne() {
        assertEquals("\u2026", Columns.cut("\ud83e\udda6\ud83e\udda6", 2));
        assertEquals("\ud83e\udda6\u2026", Columns.cut("\ud83e\udda6\ud83e\udda6", 3));
        assertEquals("\u2026\ud83e\udda6", Columns.cutFront("\ud83e\udda6\ud83e\udda6", 3));
    }
}
