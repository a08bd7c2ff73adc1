package mesh.domain;

/** The textual form of a UUID (RFC 9562, section 4), lower case. */
public final class Uuids {
    private Uuids() {}

    public static boolean isLowerCaseUuid(String text) {
        if (text.length() != 36) return false;
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (dash ? c != '-' : !hex) return false;
        }
        return true;
    }

    /** Returns {@code text} when it is a lower-case UUID. */
    public static String check(String field, String text) {
        InvalidInput.required(field, text);
        if (!isLowerCaseUuid(text))
            throw new InvalidInput(field, "must be a lower-case UUID; it is \"" + Text.shown(text, 60) + "\"");
        return text;
    }
}
