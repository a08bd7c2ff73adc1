package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.port.out.ClockMark;

/**
 * When the mesh's clock was set, and how far: between two marks it went with the ticker. So what is kept for a day is kept
 * for a day that passed, and not until somebody sets the clock to tomorrow.
 *
 * @param marks oldest first; one for each time that the clock was set
 */
record TimeLine(List<ClockMark> marks) {
    /** Of older ones it is no longer known how far the clock was set. */
    static final int MAX_MARKS = 64;

    TimeLine {
        marks = List.copyOf(marks.subList(Math.max(0, marks.size() - MAX_MARKS), marks.size()));
    }

    TimeLine with(ClockMark mark) {
        List<ClockMark> longer = new ArrayList<>(marks);
        longer.add(mark);
        return new TimeLine(longer);
    }

    /** How far {@code now} is ahead of what the clock would say had nobody set it; empty where that cannot be known. */
    Optional<Duration> setSince(ClockMark now) {
        if (marks.isEmpty()) return Optional.empty();
        return justBefore(now, marks.get(marks.size() - 1)).map(unset -> Duration.between(unset, now.time()));
    }

    /** What the line of {@code earlier} says at the moment of {@code mark}. */
    private static Optional<Instant> justBefore(ClockMark mark, ClockMark earlier) {
        long passed = mark.nanos() - earlier.nanos();
        if (!mark.boot().equals(earlier.boot()) || passed < 0) return Optional.empty();
        return Optional.of(earlier.time().plusNanos(passed));
    }

    /**
     * A time such that whatever is from before it is older than {@code age}: by the time that passed, and by the clock. Where
     * the clock was set back, what is from before that may be older still.
     */
    Instant olderThan(Duration age, Instant now) {
        Instant at = now;
        Duration left = age;
        for (int i = marks.size() - 1; i >= 0; i--) {
            ClockMark mark = marks.get(i);
            Duration since = Duration.between(mark.time(), at);
            if (since.compareTo(left) >= 0) break;
            left = left.minus(since);
            Optional<Instant> before = i == 0 ? Optional.empty() : justBefore(mark, marks.get(i - 1));
            at = before.orElse(mark.time());
        }
        Instant passed = at.minus(left);
        Instant byTheClock = now.minus(age);
        return passed.isBefore(byTheClock) ? passed : byTheClock;
    }
}
