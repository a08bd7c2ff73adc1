package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Text;

/** What an examination found, in the order of looking. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    /** How bad it is. */
    enum Level {
        OK,
        WARN,
        FAIL
    }

    /** One thing that was looked at. @param advice what to do; empty where all is well */
    private record Finding(Level level, String subject, String found, String advice) {}

    void ok(String subject, String found) {
        all.add(new Finding(Level.OK, subject, found, ""));
    }

    /** It works, but not as well as it could, or not for long. */
    void warn(String subject, String found, String advice) {
        all.add(new Finding(Level.WARN, subject, found, advice));
    }

    /** It does not work. */
    void fail(String subject, String found, String advice) {
        all.add(new Finding(Level.FAIL, subject, found, advice));
    }

    int count(Level level) {
        int count = 0;
        for (Finding finding : all) if (finding.level == level) count++;
        return count;
    }

    void write(JsonWriter out) {
        out.array("checks");
        for (Finding finding : all)
            out.object()
                    .field("check", finding.subject)
                    .field("level", mark(finding.level).strip())
                    .field("found", finding.found)
                    .field("advice", finding.advice)
                    .end();
        out.endArray().field("warnings", count(Level.WARN)).field("failures", count(Level.FAIL));
    }

    /** A line for each, and below it the advice. */
    String text(Style style, int columns) {
        StringBuilder out = new StringBuilder();
        for (Finding finding : all) {
            StringBuilder subject = new StringBuilder(finding.subject);
            while (subject.length() < 16) subject.append(' ');
            String line = subject + Text.line(finding.found);
            out.append(painted(style, finding.level)).append("  ").append(Columns.cut(line, Math.max(20, columns - 6)));
            out.append('\n');
            if (!finding.advice.isEmpty())
                out.append("                      ")
                        .append(Text.line(finding.advice))
                        .append('\n');
        }
        return out.toString();
    }

    private static String painted(Style style, Level level) {
        return switch (level) {
            case OK -> style.good(mark(level));
            case WARN -> style.warning(mark(level));
            case FAIL -> style.bad(mark(level));
        };
    }

    private static String mark(Level level) {
        return switch (level) {
            case OK -> "ok  ";
            case WARN -> "warn";
            case FAIL -> "fail";
        };
    }
}
