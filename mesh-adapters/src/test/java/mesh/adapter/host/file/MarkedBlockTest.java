package mesh.adapter.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkedBlockTest {
    private static final MarkedBlock BLOCK = MarkedBlock.markdown("## Mesh\n\nText.\n");
    private static final String SHOWN = "<!-- slm-mesh: begin -->\n## Mesh\n\nText.\n<!-- slm-mesh: end -->\n";

    @Test
    void blockIsAppendedAfterABlankLine() throws BrokenFile {
        assertEquals("# Guide\n\n" + SHOWN, BLOCK.putInto("# Guide\n"));
        assertEquals("# Guide\n\n" + SHOWN, BLOCK.putInto("# Guide\n\n" + SHOWN));
        assertEquals("# Guide\n", BLOCK.takeOutOf("# Guide\n\n" + SHOWN, Optional.empty()));
        assertEquals(SHOWN, BLOCK.putInto(""));
        assertEquals("", BLOCK.takeOutOf(SHOWN, Optional.empty()));
    }

    @Test
    void blockStaysWhereSomebodyMovedItAndIsUpdatedThere() throws BrokenFile {
        String moved = "top\n" + SHOWN.replace("Text", "Old text") + "bottom\n";
        assertEquals("top\n" + SHOWN + "bottom\n", BLOCK.putInto(moved));
        assertEquals("top\nbottom\n", BLOCK.takeOutOf(moved, Optional.empty()));
    }

    @Test
    void markersThatDoNotPairAreReported() {
        assertThrows(BrokenFile.class, () -> BLOCK.putInto("<!-- slm-mesh: begin -->\n"));
        assertThrows(BrokenFile.class, () -> BLOCK.putInto(SHOWN + SHOWN));
    }
}
