package mesh.adapter.cli;

import java.util.Locale;
import java.util.Map;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;

/** What a benchmark came to: for a person, for a document, for a program. */
final class BenchReport {
    private static final String[] HEADINGS = {"Work", "Figure", "Spread", "Floor", "Ratio", "Target", ""};

    private final Benchmark.Result result;

    BenchReport(Benchmark.Result result) {
        this.result = result;
    }

    String text(Table table, Style style) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, String> fact : result.facts().entrySet())
            out.append(style.dim(fact.getKey() + ": ")).append(fact.getValue()).append('\n');
        out.append('\n');
        table.flexible(HEADINGS[0], 24).fixed(HEADINGS[1]).spare(HEADINGS[2], 0, 1);
        table.flexible(HEADINGS[3], 12).fixed(HEADINGS[4]).fixed(HEADINGS[5]).fixed(HEADINGS[6]);
        for (Benchmark.Figure figure : result.figures()) table.row(cells(figure));
        return out.append(table.text()).append(notes("", "\n")).toString();
    }

    String markdown() {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, String> fact : result.facts().entrySet())
            out.append("- ")
                    .append(fact.getKey())
                    .append(": ")
                    .append(fact.getValue())
                    .append('\n');
        out.append("\n| ").append(String.join(" | ", HEADINGS)).append(" |\n").append("|---".repeat(HEADINGS.length));
        out.append("|\n");
        for (Benchmark.Figure figure : result.figures())
            out.append("| ").append(String.join(" | ", cells(figure))).append(" |\n");
        return out.append(notes("- ", "\n")).toString();
    }

    private static String[] cells(Benchmark.Figure figure) {
        return new String[] {
            figure.work(),
            shown(figure.value(), figure.unit()),
            spread(figure),
            floor(figure),
            Double.isNaN(figure.ratio()) ? "" : number(figure.ratio()),
            figure.target(),
            figure.verdict().words()
        };
    }

    private static String spread(Benchmark.Figure figure) {
        if (Double.isNaN(figure.least())) return "";
        return number(figure.least()) + " to " + number(figure.most());
    }

    private static String floor(Benchmark.Figure figure) {
        if (figure.floor().isEmpty()) return "";
        return shown(figure.floorValue(), figure.unit()) + " " + figure.floor();
    }

    private String notes(String before, String after) {
        StringBuilder out = new StringBuilder();
        for (Benchmark.Figure figure : result.figures()) {
            if (figure.note().isEmpty()) continue;
            if (out.length() == 0) out.append('\n');
            out.append(before)
                    .append(figure.work())
                    .append(": ")
                    .append(figure.note())
                    .append(after);
        }
        return out.toString();
    }

    private static String shown(double value, String unit) {
        return Double.isNaN(value) ? "" : number(value) + " " + unit;
    }

    /** Three digits that count, more before the point. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (size == 0 || size >= 100) return String.format(Locale.ROOT, "%,.0f", value);
        if (size >= 10) return String.format(Locale.ROOT, "%.1f", value);
        return String.format(Locale.ROOT, size >= 0.1 ? "%.2f" : "%.4f", value);
    }

    JsonWriter json() {
        JsonWriter out = Answer.begin().object("facts");
        for (Map.Entry<String, String> fact : result.facts().entrySet()) out.field(fact.getKey(), fact.getValue());
        out.end().array("figures");
        for (Benchmark.Figure figure : result.figures()) {
            out.object().field("row", figure.row()).field("work", figure.work());
            decimal(out, "value", figure.value());
            decimal(out, "least", figure.least());
            decimal(out, "most", figure.most());
            out.field("unit", figure.unit()).field("floor", figure.floor());
            decimal(out, "floorValue", figure.floorValue());
            decimal(out, "ratio", figure.ratio());
            out.field("target", figure.target())
                    .field("verdict", figure.verdict().name().toLowerCase(Locale.ROOT))
                    .field("note", figure.note())
                    .end();
        }
        return out.endArray();
    }

    private static void decimal(JsonWriter out, String name, double value) {
        out.raw(name, Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.4f", value));
    }
}
