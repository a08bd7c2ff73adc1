package mesh.adapter.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.Text;
import mesh.domain.peer.PeerNames;

/** The words after a command's name, sorted into options, arguments and what follows {@code --}. */
final class Arguments {
    private static final int SHOWN_CHARS = 60;

    private final Syntax syntax;
    private final List<Syntax.Option> given = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final List<String> trailer = new ArrayList<>();

    private Arguments(Syntax syntax) {
        this.syntax = syntax;
    }

    /**
     * Sorts {@code words} from index {@code from} on.
     *
     * @throws UsageError for what {@code syntax} does not have, and for what it misses
     */
    static Arguments parse(Syntax syntax, String[] words, int from) {
        Arguments parsed = new Arguments(syntax);
        int i = from;
        for (; i < words.length && !words[i].equals("--"); i++) {
            if (words[i].length() > 1 && words[i].charAt(0) == '-') i = parsed.option(words, i);
            else parsed.words.add(words[i]);
        }
        List<String> rest = syntax.trailer().isEmpty() ? parsed.words : parsed.trailer;
        for (i++; i < words.length; i++) rest.add(words[i]);
        if (!parsed.has(Syntax.HELP.name())) parsed.checkCounts();
        return parsed;
    }

    private int option(String[] all, int at) {
        String word = all[at];
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String name = equals < 0 ? word : word.substring(0, equals);
        Syntax.Option option = syntax.find(name);
        if (option == null) throw new UsageError(unknownOption(name));
        if (!option.repeatable() && given.contains(option)) throw new UsageError(option.name() + " is given twice");
        given.add(option);
        if (!option.takesValue()) {
            if (equals >= 0) throw new UsageError(option.name() + " takes no value");
            values.add("");
            return at;
        }
        if (equals >= 0) {
            values.add(word.substring(equals + 1));
            return at;
        }
        // A value that starts with two hyphens is more likely a forgotten one; --name=value takes any.
        if (at + 1 >= all.length || all[at + 1].startsWith("--"))
            throw new UsageError(option.name() + " needs a value: " + option.name() + " " + option.value());
        values.add(all[at + 1]);
        return at + 1;
    }

    private String unknownOption(String name) {
        List<String> known = new ArrayList<>();
        for (Syntax.Option option : syntax.options()) known.add(option.name());
        known.add(Syntax.JSON.name());
        known.add(Syntax.HELP.name());
        List<String> near = PeerNames.nearest(name, known);
        String unknown = "there is no option " + Text.shown(name, SHOWN_CHARS);
        if (!near.isEmpty()) return unknown + "; did you mean " + near.get(0) + "?";
        return unknown + "; text that starts with a hyphen goes after --";
    }

    private void checkCounts() {
        int required = 0;
        boolean unlimited = false;
        for (Syntax.Argument argument : syntax.arguments()) {
            if (argument.isRequired() && words.size() <= required++)
                throw new UsageError("<" + argument.name() + "> is missing: " + argument.text());
            unlimited |= argument.isRepeated();
        }
        if (!unlimited && words.size() > syntax.arguments().size()) {
            String extra = Text.shown(words.get(syntax.arguments().size()), SHOWN_CHARS);
            throw new UsageError("\"" + extra + "\" is one word too many; put text with spaces in quotes");
        }
    }

    // --- Read ---

    /** Whether the option is given; the flag's own question. */
    boolean has(String option) {
        return indexOf(option) >= 0;
    }

    /** The option's value; null where it is not given. */
    String value(String option) {
        int index = indexOf(option);
        return index < 0 ? null : values.get(index);
    }

    Optional<String> optional(String option) {
        return Optional.ofNullable(value(option));
    }

    /** Every value of a repeatable option. */
    List<String> all(String option) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) if (given.get(i).name().equals(option)) all.add(values.get(i));
        return all;
    }

    /** A whole number in {@code min..max}; {@code absent} where the option is not given. */
    long number(String option, long min, long max, long absent) {
        String text = value(option);
        if (text == null) return absent;
        long number = number(text);
        if (number < min || number > max)
            throw new UsageError(option + " must be a whole number from " + min + " to " + max + "; it is \""
                    + Text.shown(text, SHOWN_CHARS) + "\"");
        return number;
    }

    /** Like {@link #number}, for an option without a default. */
    Optional<Long> optionalNumber(String option, long min) {
        return has(option) ? Optional.of(number(option, min, Long.MAX_VALUE, 0)) : Optional.empty();
    }

    /** Value of a text of 1 to 18 digits; -1 for any other. */
    static long number(String text) {
        if (text.isEmpty() || text.length() > 18) return -1;
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return -1;
            number = number * 10 + (c - '0');
        }
        return number;
    }

    /** A duration such as {@code 30s}; {@code absent} where the option is not given. */
    Duration duration(String option, Duration absent) {
        String text = value(option);
        return text == null ? absent : Durations.parse(option, text);
    }

    /** Words in their places. */
    List<String> words() {
        return words;
    }

    String word(int index) {
        return words.get(index);
    }

    /** The word, or {@code absent} where there are fewer. */
    String word(int index, String absent) {
        return index < words.size() ? words.get(index) : absent;
    }

    /** Words after {@code --}. */
    List<String> trailer() {
        return trailer;
    }

    private int indexOf(String option) {
        for (int i = 0; i < given.size(); i++) if (given.get(i).name().equals(option)) return i;
        return -1;
    }
}
