package mesh.app.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import mesh.adapter.cli.Benchmark.Figure;
import mesh.adapter.cli.Benchmark.Verdict;
import mesh.app.bench.Sheet.Aim;
import org.junit.jupiter.api.Test;

class SheetTest {
    private final Sheet sheet = new Sheet();

    private Figure only() {
        assertEquals(1, sheet.figures().size());
        return sheet.figures().get(0);
    }

    @Test
    void targetOfARatioIsHeldAgainstTheRatio() throws IOException {
        sheet.begin("send");
        Rounds rounds = Rounds.of(1, 0, () -> 100, () -> 130);
        sheet.ratio("send", "us", rounds, 1, Sheet.Floor.of("echo", 0), Aim.AT_MOST, 1.3);
        assertEquals("send", only().row());
        assertEquals(130, only().value());
        assertEquals(100, only().floorValue());
        assertEquals(1.3, only().ratio());
        assertEquals("<= 1.3", only().target());
        assertEquals(Verdict.REACHED, only().verdict());
    }

    @Test
    void whatIsTooSlowIsNotReached() throws IOException {
        Rounds rounds = Rounds.of(1, 0, () -> 1_000, () -> 549);
        sheet.ratio("sends", "/s", rounds, 1, Sheet.Floor.of("commits", 0), Aim.AT_LEAST, 0.55);
        assertEquals(">= 0.55", only().target());
        assertEquals(Verdict.NOT_REACHED, only().verdict());
    }

    @Test
    void targetWithoutAFloorHasTheUnitOfTheFigure() {
        sheet.value("memory", "MB", 39, Aim.AT_MOST, 40);
        assertEquals("<= 40 MB", only().target());
        assertEquals(Verdict.REACHED, only().verdict());
        assertTrue(Double.isNaN(only().ratio()));
    }

    @Test
    void whatCannotBeMeasuredSaysWhy() {
        sheet.notMeasured("hook", "there is no curl here");
        assertEquals(Verdict.NOT_MEASURED, only().verdict());
        assertEquals("there is no curl here", only().note());
        assertTrue(Double.isNaN(only().value()));
    }
}
