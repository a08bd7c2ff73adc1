package mesh.app;

import java.util.Map;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/** Reads environment variables, each with its limits; an error names variable, rule and value. */
final class Variables {
    private static final int MAX_DIGITS = 10;
    private static final int SHOWN_CHARS = 60;

    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The variable's text without space around it; {@code unset} where it is absent or empty. */
    String text(String name, String unset) {
        String text = environment.get(name);
        return text == null || text.isBlank() ? unset : text.strip();
    }

    int number(String name, int unset, int min, int max) {
        String text = text(name, null);
        if (text == null) return unset;
        long number = digits(text);
        if (number < min || number > max) throw wrong(name, "must be a whole number, " + min + " to " + max, text);
        return (int) number;
    }

    /** One of the words, in lower case. */
    String oneOf(String name, String unset, String... words) {
        String text = text(name, unset);
        for (String word : words) if (word.equalsIgnoreCase(text)) return word;
        throw wrong(name, "must be one of " + String.join(", ", words), text);
    }

    /** Calls and seconds, written {@code 100/10s}; {@code 0} for no limit, and a number alone is per 10 s. */
    int[] rate(String name, int calls, int seconds, int maxCalls, int maxSeconds) {
        String text = text(name, null);
        if (text == null) return new int[] {calls, seconds};
        int slash = text.indexOf('/');
        long number = digits(slash < 0 ? text : text.substring(0, slash).strip());
        long window = slash < 0 ? seconds : seconds(text.substring(slash + 1).strip());
        if (number < 0 || number > maxCalls || window < 1 || window > maxSeconds)
            throw wrong(
                    name,
                    "must be calls per time, such as 100/10s, with up to " + maxCalls + " calls and " + maxSeconds
                            + "s, or 0 for no limit",
                    text);
        return new int[] {(int) number, (int) window};
    }

    private static long seconds(String text) {
        if (text.isEmpty()) return -1;
        long number = text.length() == 1 ? 1 : digits(text.substring(0, text.length() - 1));
        if (number < 0) return -1;
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> number;
            case 'm' -> number * 60;
            case 'h' -> number * 3600;
            default -> -1;
        };
    }

    private static long digits(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) return -1;
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return -1;
            number = number * 10 + (c - '0');
        }
        return number;
    }

    static InvalidInput wrong(String name, String rule, Object value) {
        return new InvalidInput(name, rule + ", it is \"" + Text.shown(value.toString(), SHOWN_CHARS) + "\"");
    }
}
