package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.cli.Benchmark.Figure;
import mesh.adapter.cli.Benchmark.Verdict;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final double NONE = Double.NaN;

    private final BenchReport report = new BenchReport(new Benchmark.Result(
            Map.of("Disk", "ext4"),
            List.of(
                    new Figure(
                            "send",
                            "send, p50",
                            1_234,
                            1_200,
                            1_300,
                            "us",
                            "echo",
                            1_000,
                            1.2345,
                            "<= 1.3",
                            Verdict.REACHED,
                            ""),
                    new Figure(
                            "hook",
                            "hook",
                            NONE,
                            NONE,
                            NONE,
                            "",
                            "",
                            NONE,
                            NONE,
                            "",
                            Verdict.NOT_MEASURED,
                            "no curl"))));

    @Test
    void tableInMarkdownHasALineForEachFigureAndNotesBelow() {
        List<String> lines = report.markdown().lines().toList();
        assertEquals("- Disk: ext4", lines.get(0));
        assertEquals(
                "| send, p50 | 1,234 us | 1,200 to 1,300 | 1,000 us echo | 1.23 | <= 1.3 | reached |", lines.get(4));
        assertEquals("| hook |  |  |  |  |  | not measured |", lines.get(5));
        assertEquals("- hook: no curl", lines.get(lines.size() - 1));
    }

    @Test
    void tableForAPersonTellsTheSame() {
        String text = report.text(new Table(Terminal.UNLIMITED, new Style(false)), new Style(false));
        assertTrue(text.contains("Disk: ext4\n"), text);
        assertTrue(
                text.matches("(?s).*send, p50 +1,234 us +1,200 to 1,300 +1,000 us echo +1.23 +<= 1.3 +reached\n.*"),
                text);
        assertTrue(text.endsWith("hook: no curl\n"), text);
    }

    @Test
    void numberThatThereIsNoneOfIsNullInJson() {
        JsonObject json = JsonObject.parse(report.json().end().toString());
        assertEquals("ext4", json.object("facts").string("Disk"));
        JsonObject send = json.objects("figures").get(0);
        assertTrue(send.json().contains("\"ratio\":1.2345"), send::json);
        assertEquals("reached", send.string("verdict"));
        JsonObject hook = json.objects("figures").get(1);
        assertTrue(hook.json().contains("\"ratio\":null"), hook::json);
        assertEquals(Optional.of("no curl"), hook.optString("note"));
    }
}
