package mesh.adapter.cli;

import java.util.List;

/** Explains commands from their {@link Syntax}, wrapped to the terminal. */
final class Help {
    /** Longer lines are hard to read, however wide the terminal is. */
    private static final int MAX_COLUMNS = 100;

    private final int width;
    private final Style style;

    Help(Terminal terminal) {
        width = Math.min(MAX_COLUMNS, terminal.columns());
        style = new Style(terminal.coloured());
    }

    /** All commands, a line for each. */
    String ofEverything(String version) {
        StringBuilder out = new StringBuilder();
        wrap(
                out,
                "",
                "slm-mesh " + version + ": coding agents on this machine find each other, exchange messages, share"
                        + " state and lock files.");
        out.append("\nUsage: slm-mesh <command> [options]\n");
        for (Commands.Group group : Commands.GROUPS) {
            out.append('\n').append(style.bold(group.title())).append('\n');
            list(out, group.names());
        }
        out.append('\n');
        wrap(
                out,
                "",
                "Every command takes --json (one JSON document on standard output) and --help. Durations are"
                        + " 30s, 10m, 2h. Where a text is asked for, - reads it from standard input.");
        wrap(
                out,
                "",
                "Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 broker not reachable, 4 not allowed.");
        return out.toString();
    }

    /** The command of this name, the commands of this concept ({@code lock}), or both ({@code events}). */
    String of(String name) {
        Command command = Commands.named(name);
        List<String> names = Commands.following(name);
        StringBuilder out = new StringBuilder(command == null ? "" : of(command.syntax()));
        if (names.isEmpty()) return out.toString();
        if (command != null) out.append('\n');
        out.append(style.bold(command == null ? "Commands" : "Further commands"))
                .append('\n');
        names.replaceAll(second -> name + " " + second);
        list(out, names);
        out.append("\nMore: slm-mesh help ").append(names.get(0)).append('\n');
        return out.toString();
    }

    private void list(StringBuilder out, List<String> names) {
        for (String name : names)
            entry(out, name, 16, Commands.named(name).syntax().summary());
    }

    private String of(Syntax syntax) {
        StringBuilder out = new StringBuilder();
        wrap(out, "", syntax.summary());
        out.append('\n');
        wrap(out, "       ", "Usage: slm-mesh " + syntax.usage());
        if (!syntax.arguments().isEmpty() || !syntax.trailer().isEmpty()) {
            out.append('\n');
            for (Syntax.Argument argument : syntax.arguments()) entry(out, argument.name(), 22, argument.text());
            if (!syntax.trailer().isEmpty()) entry(out, syntax.trailer(), 22, syntax.trailerText());
        }
        out.append('\n');
        for (Syntax.Option option : syntax.options()) entry(out, option);
        entry(out, Syntax.JSON);
        entry(out, Syntax.HELP);
        for (String note : syntax.notes()) {
            out.append('\n');
            wrap(out, "", note);
        }
        return out.toString();
    }

    private void entry(StringBuilder out, Syntax.Option option) {
        String name = option.letter().isEmpty() ? option.name() : option.letter() + ", " + option.name();
        entry(out, option.takesValue() ? name + " " + option.value() : name, 22, option.text());
    }

    /** A name and what it means, beside it where there is room. */
    private void entry(StringBuilder out, String name, int nameColumns, String text) {
        StringBuilder line = new StringBuilder("  ").append(name);
        while (line.length() < nameColumns + 2) line.append(' ');
        line.append(' ');
        int indent = nameColumns + 3;
        if (width - indent < 20) {
            out.append("  ").append(style.name(name)).append('\n');
            wrap(out, "      ", "      " + text);
            return;
        }
        StringBuilder wrapped = new StringBuilder();
        wrap(wrapped, " ".repeat(indent), line + text);
        out.append("  ").append(style.name(name)).append(wrapped, 2 + name.length(), wrapped.length());
    }

    /** Breaks {@code text} at blanks; lines after the first begin with {@code indent}. */
    private void wrap(StringBuilder out, String indent, String text) {
        String left = text;
        while (left.length() > width) {
            int from = left.length() - left.stripLeading().length();
            int end = left.lastIndexOf(' ', width);
            if (end <= from) end = left.indexOf(' ', width);
            if (end < 0) break;
            out.append(left, 0, end).append('\n');
            left = indent + left.substring(end + 1);
        }
        out.append(left).append('\n');
    }
}
