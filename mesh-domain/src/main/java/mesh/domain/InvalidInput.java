package mesh.domain;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Input that breaks a rule of the mesh. Carries the field as callers spell it and a sentence that says what is allowed.
 */
public final class InvalidInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /** @param rule reads on after the field's name: {@code "must be 1 to 60"} */
    public InvalidInput(String field, String rule) {
        super(field + " " + rule);
        this.field = field;
    }

    public String field() {
        return field;
    }

    /** Returns {@code value} when it is present, else throws that {@code field} is required. */
    public static <T> T required(String field, T value) {
        if (value == null) throw new InvalidInput(field, "is required");
        return value;
    }

    /** Returns {@code text} when it has between {@code min} and {@code max} characters. */
    public static String length(String field, String text, int min, int max) {
        wellFormed(field, text);
        if (text.length() < min || text.length() > max)
            throw new InvalidInput(field, "must have " + min + " to " + max + " characters, it has " + text.length());
        return text;
    }

    /** Returns {@code text} when its UTF-8 form has at most {@code maxBytes} bytes. */
    public static String utf8Length(String field, String text, int maxBytes) {
        wellFormed(field, text);
        int bytes = Text.utf8Bytes(text);
        if (bytes > maxBytes)
            throw new InvalidInput(field, "must have at most " + maxBytes + " bytes of UTF-8, it has " + bytes);
        return text;
    }

    private static void wellFormed(String field, String text) {
        if (!Text.isWellFormed(required(field, text)))
            throw new InvalidInput(field, "must be Unicode text; it holds half of a surrogate pair");
    }

    /** Returns {@code value} when it lies in {@code min..max}. */
    public static long range(String field, long value, long min, long max) {
        if (value < min || value > max)
            throw new InvalidInput(field, "must be " + min + " to " + max + ", it is " + value);
        return value;
    }

    /** Finds the enum constant whose wire name is {@code text}; the error lists what is allowed. */
    public static <E extends Enum<E> & WireName> E oneOf(String field, String text, Class<E> type) {
        required(field, text);
        for (E constant : type.getEnumConstants()) if (constant.wireName().equals(text)) return constant;
        String allowed =
                Arrays.stream(type.getEnumConstants()).map(WireName::wireName).collect(Collectors.joining(", "));
        throw new InvalidInput(field, "must be one of " + allowed + "; it is \"" + Text.shown(text, 60) + "\"");
    }
}
