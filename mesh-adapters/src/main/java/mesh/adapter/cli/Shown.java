package mesh.adapter.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import mesh.domain.Text;

/** Turns values, above all other people's text, into what may be put on a terminal. */
final class Shown {
    private Shown() {}

    /** Cleaned, its lines kept, each with {@code indent} before it. */
    static String indented(String text, String indent) {
        String clean = Text.clean(text);
        int end = clean.length();
        while (end > 0 && clean.charAt(end - 1) == '\n') end--;
        StringBuilder out = new StringBuilder(clean.length() + indent.length()).append(indent);
        for (int i = 0; i < end; i++) {
            out.append(clean.charAt(i));
            if (clean.charAt(i) == '\n') out.append(indent);
        }
        return out.toString();
    }

    /** {@code 3m 20s ago}. */
    static String age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        return age.getSeconds() < 1 ? "now" : Durations.shown(age) + " ago";
    }

    /** {@code 14:03:59}, in the person's time zone. */
    static String clock(Instant at) {
        String time = LocalTime.ofInstant(at, ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        return time.length() < "14:03:59".length() ? time + ":00" : time;
    }

    /** The path, with the home directory as {@code ~}. */
    static String path(String path, String home) {
        if (home == null || home.length() < 2 || !path.startsWith(home)) return path;
        if (path.length() > home.length() && path.charAt(home.length()) != '/') return path;
        return "~" + path.substring(home.length());
    }

    /** {@code 12.3 MB}; SI prefixes. */
    static String bytes(long bytes) {
        if (bytes < 1_000) return bytes + " B";
        String prefixes = "kMGT";
        long unit = 1_000;
        int prefix = 0;
        while (bytes / unit >= 1_000 && prefix < prefixes.length() - 1) {
            unit *= 1_000;
            prefix++;
        }
        return bytes / unit + "." + bytes % unit * 10 / unit + " " + prefixes.charAt(prefix) + "B";
    }

    /** {@code 1 peer}, {@code 2 peers}. */
    static String count(long number, String one) {
        return number == 1 ? "1 " + one : number + " " + one + "s";
    }
}
