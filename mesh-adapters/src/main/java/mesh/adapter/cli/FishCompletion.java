package mesh.adapter.cli;

import java.util.List;

/** Completions for fish 3 and newer. */
final class FishCompletion {
    private static final String COMPLETE = "complete -c slm-mesh ";

    String script() {
        StringBuilder out = new StringBuilder("# fish completion for slm-mesh\n")
                .append(COMPLETE)
                .append("-f\n");
        for (String first : Commands.firstWords()) line(out, "__fish_use_subcommand", "-a " + first, summary(first));
        for (String name : Commands.names()) {
            Syntax syntax = Commands.named(name).syntax();
            int blank = name.indexOf(' ');
            String seen = "__fish_seen_subcommand_from " + (blank < 0 ? name : name.substring(0, blank));
            if (blank >= 0) {
                String second = name.substring(blank + 1);
                List<String> siblings = Commands.following(name.substring(0, blank));
                line(
                        out,
                        seen + "; and not __fish_seen_subcommand_from " + String.join(" ", siblings),
                        "-a " + second,
                        syntax.summary());
                seen += "; and __fish_seen_subcommand_from " + second;
            } else if (!Commands.following(name).isEmpty()) {
                seen += "; and not __fish_seen_subcommand_from " + String.join(" ", Commands.following(name));
            }
            options(out, syntax, seen);
        }
        return out.toString();
    }

    private static void options(StringBuilder out, Syntax syntax, String seen) {
        for (Syntax.Option option : syntax.options()) {
            String names = "-l " + option.name().substring(2);
            if (!option.letter().isEmpty()) names += " -s " + option.letter().substring(1);
            if (option.takesValue())
                names += option.choices().isEmpty() ? " -r" : " -x -a " + quoted(String.join(" ", option.choices()));
            line(out, seen, names, option.text());
        }
        line(out, seen, "-l json", Syntax.JSON.text());
        line(out, seen, "-l help -s h", Syntax.HELP.text());
        for (Syntax.Argument argument : syntax.arguments())
            if (!argument.choices().isEmpty())
                line(out, seen, "-a " + quoted(String.join(" ", argument.choices())), argument.text());
        if (BashCompletion.takesFiles(syntax))
            out.append(COMPLETE).append("-n ").append(quoted(seen)).append(" -F\n");
    }

    private static String summary(String first) {
        Command command = Commands.named(first);
        return command == null
                ? String.join(", ", Commands.following(first))
                : command.syntax().summary();
    }

    private static void line(StringBuilder out, String condition, String what, String text) {
        out.append(COMPLETE).append("-n ").append(quoted(condition)).append(' ').append(what);
        out.append(" -d ").append(quoted(text)).append('\n');
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
