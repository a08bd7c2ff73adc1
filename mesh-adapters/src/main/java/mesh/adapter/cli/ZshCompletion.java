package mesh.adapter.cli;

import java.util.List;

/** Completions for zsh 5 and newer, as a function file {@code _slm-mesh}. */
final class ZshCompletion {
    String script() {
        StringBuilder out = new StringBuilder("""
                #compdef slm-mesh
                # zsh completion for slm-mesh
                _slm-mesh() {
                    local -a commands
                    if (( CURRENT == 2 )); then
                        commands=(
                """);
        for (String first : Commands.firstWords()) described(out, first, summary(first), 12);
        out.append("        )\n        _describe command commands\n        return\n    fi\n");
        out.append("    case \"$words[2] $words[3]\" in\n");
        for (String name : Commands.names())
            if (name.contains(" "))
                branch(out, "'" + name + "'", Commands.named(name).syntax(), List.of(), 4);
        out.append("    *)\n        case $words[2] in\n");
        for (String first : Commands.firstWords()) {
            Command command = Commands.named(first);
            branch(out, first, command == null ? null : command.syntax(), Commands.following(first), 8);
        }
        return out.append("        esac\n        ;;\n    esac\n}\n_slm-mesh \"$@\"\n")
                .toString();
    }

    private static void branch(StringBuilder out, String pattern, Syntax syntax, List<String> second, int indent) {
        String blanks = " ".repeat(indent);
        out.append(blanks).append(pattern).append(")\n");
        if (!second.isEmpty()) {
            out.append(blanks).append("    if (( CURRENT == 3 )); then\n");
            out.append(blanks)
                    .append("        commands=(")
                    .append(String.join(" ", second))
                    .append(")\n");
            out.append(blanks)
                    .append("        _describe command commands\n")
                    .append(blanks)
                    .append("    fi\n");
        }
        if (syntax != null) {
            out.append(blanks).append("    _arguments -S");
            for (Syntax.Option option : syntax.options()) option(out, option);
            option(out, Syntax.JSON);
            option(out, Syntax.HELP);
            out.append(" '*:argument:").append(words(syntax)).append("'\n");
        }
        out.append(blanks).append("    ;;\n");
    }

    private static void option(StringBuilder out, Syntax.Option option) {
        String rest = "[" + plain(option.text()) + "]";
        if (option.takesValue()) {
            rest += ":" + option.value() + ":";
            if (!option.choices().isEmpty()) rest += "(" + String.join(" ", option.choices()) + ")";
        }
        String often = option.repeatable() ? "*" : "";
        out.append(" '").append(often).append(option.name()).append(rest).append("'");
        if (!option.letter().isEmpty())
            out.append(" '").append(often).append(option.letter()).append(rest).append("'");
    }

    private static String words(Syntax syntax) {
        for (Syntax.Argument argument : syntax.arguments())
            if (!argument.choices().isEmpty()) return "(" + String.join(" ", argument.choices()) + ")";
        return BashCompletion.takesFiles(syntax) ? "_files" : "";
    }

    private static void described(StringBuilder out, String name, String text, int indent) {
        out.append(" ".repeat(indent))
                .append("'")
                .append(name)
                .append(":")
                .append(plain(text))
                .append("'\n");
    }

    private static String summary(String first) {
        Command command = Commands.named(first);
        return command == null
                ? String.join(", ", Commands.following(first))
                : command.syntax().summary();
    }

    /** Without the characters that mean something to zsh inside a quoted specification. */
    private static String plain(String text) {
        return text.replace("'", "").replace("[", "(").replace("]", ")").replace(":", ",");
    }
}
