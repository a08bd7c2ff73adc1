package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * How one command is written: its name, what follows it, and a sentence for each. Built once per run by the command
 * itself, then read by the parser, the help and the completions.
 */
final class Syntax {
    /**
     * An option.
     *
     * @param letter its short form such as {@code -f}; empty where it has none
     * @param value what its value is called; empty for a flag
     * @param choices all values that it takes, for completion; empty where they cannot be listed
     */
    record Option(String name, String letter, String value, String text, List<String> choices, boolean repeatable) {
        boolean takesValue() {
            return !value.isEmpty();
        }

        boolean isWritten(String word) {
            return word.equals(name) || (!letter.isEmpty() && word.equals(letter));
        }
    }

    /** How often a word may stand in its place. */
    enum Count {
        ONE,
        OPTIONAL,
        ONE_OR_MORE,
        ANY
    }

    /** A word in its place. @param choices all that it may be, for completion; empty where they cannot be listed */
    record Argument(String name, Count count, String text, List<String> choices) {
        boolean isRequired() {
            return count == Count.ONE || count == Count.ONE_OR_MORE;
        }

        boolean isRepeated() {
            return count == Count.ONE_OR_MORE || count == Count.ANY;
        }
    }

    /** What every command takes. */
    static final Option JSON = new Option("--json", "", "", "answer with one JSON document", List.of(), false);

    static final Option HELP = new Option("--help", "-h", "", "show this help", List.of(), false);

    private final String name;
    private final String summary;
    private final List<Option> options = new ArrayList<>();
    private final List<Argument> arguments = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String trailer = "";
    private String trailerText = "";

    /**
     * @param name one word, or two where a command belongs to a concept: {@code "lock run"}
     * @param summary one sentence of what it does
     */
    Syntax(String name, String summary) {
        this.name = name;
        this.summary = summary;
    }

    // --- Built ---

    Syntax flag(String optionName, String text) {
        return option(optionName, "", "", text, List.of(), false);
    }

    Syntax flag(String optionName, String letter, String text) {
        return option(optionName, letter, "", text, List.of(), false);
    }

    Syntax option(String optionName, String value, String text) {
        return option(optionName, "", value, text, List.of(), false);
    }

    Syntax option(String optionName, String letter, String value, String text) {
        return option(optionName, letter, value, text, List.of(), false);
    }

    Syntax choice(String optionName, String value, String text, String... choices) {
        return option(optionName, "", value, text, List.of(choices), false);
    }

    Syntax repeatable(String optionName, String value, String text) {
        return option(optionName, "", value, text, List.of(), true);
    }

    private Syntax option(
            String optionName, String letter, String value, String text, List<String> choices, boolean repeatable) {
        options.add(new Option(optionName, letter, value, text, choices, repeatable));
        return this;
    }

    Syntax argument(String argumentName, Count count, String text, String... choices) {
        arguments.add(new Argument(argumentName, count, text, List.of(choices)));
        return this;
    }

    /** Words after {@code --} that are passed on as they are. */
    Syntax trailer(String trailerName, String text) {
        trailer = trailerName;
        trailerText = text;
        return this;
    }

    /** A paragraph for the help of this command. */
    Syntax note(String paragraph) {
        notes.add(paragraph);
        return this;
    }

    // --- Read ---

    String name() {
        return name;
    }

    String summary() {
        return summary;
    }

    List<Option> options() {
        return options;
    }

    List<Argument> arguments() {
        return arguments;
    }

    List<String> notes() {
        return notes;
    }

    /** Name of the words after {@code --}; empty where there are none. */
    String trailer() {
        return trailer;
    }

    String trailerText() {
        return trailerText;
    }

    /** The option that {@code word} spells, common ones included; null where there is none. */
    Option find(String word) {
        if (JSON.isWritten(word)) return JSON;
        if (HELP.isWritten(word)) return HELP;
        for (Option option : options) if (option.isWritten(word)) return option;
        return null;
    }

    /** The command on one line: {@code lock run <path>... [--wait DURATION] -- CMD...}. */
    String usage() {
        StringBuilder line = new StringBuilder(name);
        for (Argument argument : arguments) {
            line.append(' ').append(argument.isRequired() ? "<" : "[").append(argument.name());
            line.append(argument.isRequired() ? ">" : "]");
            if (argument.isRepeated()) line.append("...");
        }
        for (Option option : options) {
            line.append(" [").append(option.letter().isEmpty() ? option.name() : option.letter());
            if (option.takesValue()) line.append(' ').append(option.value());
            line.append(option.repeatable() ? "]..." : "]");
        }
        if (!trailer.isEmpty()) line.append(" -- ").append(trailer).append("...");
        return line.toString();
    }
}
