package mesh.adapter.cli;

import java.time.Duration;
import mesh.domain.Text;

/** Durations as people write them: {@code 500ms 30s 10m 2h 7d}. */
final class Durations {
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long SECONDS_PER_DAY = 86_400;

    /** Longer is a slip of the keyboard. */
    private static final long MAX_DAYS = 366;

    private Durations() {}

    /** @throws UsageError that names {@code what} and the forms that are allowed */
    static Duration parse(String what, String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') digits++;
        long number = Arguments.number(text.substring(0, digits));
        long unitMillis = switch (text.substring(digits)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> SECONDS_PER_MINUTE * 1_000;
            case "h" -> SECONDS_PER_HOUR * 1_000;
            case "d" -> SECONDS_PER_DAY * 1_000;
            default -> 0;
        };
        if (number < 0 || unitMillis == 0 || number > MAX_DAYS * SECONDS_PER_DAY * 1_000 / unitMillis)
            throw new UsageError(what + " must be a duration such as 30s, 10m or 2h, at most " + MAX_DAYS
                    + "d; it is \"" + Text.shown(text, 60) + "\"");
        return Duration.ofMillis(number * unitMillis);
    }

    /** In at most two units: {@code 45s}, {@code 9m 30s}, {@code 2h 5m}, {@code 3d}. Fractions of a second are dropped. */
    static String shown(Duration duration) {
        long seconds = Math.max(0, duration.getSeconds());
        if (seconds < SECONDS_PER_MINUTE) return seconds + "s";
        if (seconds < SECONDS_PER_HOUR) return two(seconds, SECONDS_PER_MINUTE, "m", 1, "s");
        if (seconds < SECONDS_PER_DAY) return two(seconds, SECONDS_PER_HOUR, "h", SECONDS_PER_MINUTE, "m");
        return two(seconds, SECONDS_PER_DAY, "d", SECONDS_PER_HOUR, "h");
    }

    private static String two(long seconds, long large, String largeName, long small, String smallName) {
        long rest = seconds % large / small;
        String first = seconds / large + largeName;
        return rest == 0 ? first : first + " " + rest + smallName;
    }
}
