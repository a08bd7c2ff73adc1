package mesh.adapter.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/**
 * Times on the wire: ISO 8601 in UTC with exactly three digits of a second, {@code 2026-11-05T08:09:10.123Z}. Done by
 * hand for that form, because the JDK's formatter is slow to load in a process that lives for 50 ms.
 */
final class IsoTime {
    private static final int LENGTH = 24;
    private static final String FORM = "dddd-dd-ddTdd:dd:dd.dddZ";

    private IsoTime() {}

    static String text(Instant at) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > 9999)
            return at.truncatedTo(ChronoUnit.MILLIS).toString();
        char[] out = FORM.toCharArray();
        put(out, 0, 4, time.getYear());
        put(out, 5, 2, time.getMonthValue());
        put(out, 8, 2, time.getDayOfMonth());
        put(out, 11, 2, time.getHour());
        put(out, 14, 2, time.getMinute());
        put(out, 17, 2, time.getSecond());
        put(out, 20, 3, at.getNano() / 1_000_000);
        return new String(out);
    }

    /** Takes any ISO 8601 time that says its zone. */
    static Instant parse(String field, String text) {
        try {
            return hasOurForm(text) ? parseOurForm(text) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidInput(
                    field, "must be an ISO 8601 time with its zone; it is \"" + Text.shown(text, 60) + "\"");
        }
    }

    private static Instant parseOurForm(String text) {
        LocalDateTime time = LocalDateTime.of(
                take(text, 0, 4),
                take(text, 5, 2),
                take(text, 8, 2),
                take(text, 11, 2),
                take(text, 14, 2),
                take(text, 17, 2),
                take(text, 20, 3) * 1_000_000);
        return time.toInstant(ZoneOffset.UTC);
    }

    private static boolean hasOurForm(String text) {
        if (text.length() != LENGTH) return false;
        for (int i = 0; i < LENGTH; i++) {
            char expected = FORM.charAt(i);
            char c = text.charAt(i);
            if (expected == 'd' ? c < '0' || c > '9' : c != expected) return false;
        }
        return true;
    }

    private static void put(char[] out, int start, int digits, int number) {
        for (int i = start + digits - 1; i >= start; i--, number /= 10) out[i] = (char) ('0' + number % 10);
    }

    private static int take(String text, int start, int digits) {
        int number = 0;
        for (int i = start; i < start + digits; i++) number = number * 10 + text.charAt(i) - '0';
        return number;
    }
}
