package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;

/** Completions for bash 3.2 and newer, without the bash-completion package. */
final class BashCompletion {
    String script() {
        StringBuilder out = new StringBuilder("""
                # bash completion for slm-mesh
                _slm_mesh() {
                    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
                    local first=${COMP_WORDS[1]} second=${COMP_WORDS[2]} choices='' files=''
                    COMPREPLY=()
                    if [ "$COMP_CWORD" -eq 1 ]; then
                """);
        out.append("        choices='")
                .append(String.join(" ", Commands.firstWords()))
                .append("'\n    else\n");
        out.append("        case \"$first $second\" in\n");
        for (String name : Commands.names()) {
            if (!name.contains(" ")) continue;
            out.append("        '").append(name).append("')\n");
            command(out, Commands.named(name).syntax(), 12);
            out.append("            ;;\n");
        }
        out.append("        *)\n            case $first in\n");
        for (String first : Commands.firstWords()) {
            out.append("            ").append(first).append(")\n");
            Command command = Commands.named(first);
            if (command != null) command(out, command.syntax(), 16);
            List<String> second = Commands.following(first);
            if (!second.isEmpty())
                out.append("                [ \"$COMP_CWORD\" -ne 2 ] || choices=\"$choices ")
                        .append(String.join(" ", second))
                        .append("\"\n");
            out.append("                ;;\n");
        }
        return out.append("""
                            esac
                            ;;
                        esac
                    fi
                    COMPREPLY=($(compgen -W "$choices" -- "$word"))
                    if [ -n "$files" ] && [ "${word#-}" = "$word" ]; then
                        COMPREPLY+=($(compgen -f -- "$word"))
                    fi
                }
                complete -o filenames -F _slm_mesh slm-mesh
                """).toString();
    }

    private static void command(StringBuilder out, Syntax syntax, int indent) {
        String blanks = " ".repeat(indent);
        List<String> words = new ArrayList<>();
        for (Syntax.Option option : syntax.options()) words.add(option.name());
        words.add(Syntax.JSON.name());
        words.add(Syntax.HELP.name());
        for (Syntax.Argument argument : syntax.arguments()) words.addAll(argument.choices());
        out.append(blanks).append("choices='").append(String.join(" ", words)).append("'\n");
        if (takesFiles(syntax)) out.append(blanks).append("files=yes\n");
        boolean values = false;
        for (Syntax.Option option : syntax.options()) {
            if (!option.takesValue()) continue;
            if (!values) out.append(blanks).append("case $before in\n");
            values = true;
            String names = option.letter().isEmpty() ? option.name() : option.name() + " | " + option.letter();
            out.append(blanks).append(names).append(") choices='");
            out.append(String.join(" ", option.choices())).append("' files='' ;;\n");
        }
        if (values) out.append(blanks).append("esac\n");
    }

    /** Whether words of the command are paths. */
    static boolean takesFiles(Syntax syntax) {
        for (Syntax.Argument argument : syntax.arguments())
            if (argument.name().equals("path") || argument.name().equals("file")) return true;
        return !syntax.trailer().isEmpty();
    }
}
