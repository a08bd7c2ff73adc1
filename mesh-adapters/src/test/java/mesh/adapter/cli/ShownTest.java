package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void durationsAreReadInEveryUnit() {
        assertEquals(Duration.ofMillis(250), Durations.parse("--wait", "250ms"));
        assertEquals(Duration.ofSeconds(30), Durations.parse("--wait", "30s"));
        assertEquals(Duration.ofMinutes(10), Durations.parse("--wait", "10m"));
        assertEquals(Duration.ofHours(2), Durations.parse("--wait", "2h"));
        assertEquals(Duration.ofDays(366), Durations.parse("--wait", "366d"));
    }

    @Test
    void whatIsNoDurationIsRefusedWithTheFormsThatAreAllowed() {
        for (String bad : new String[] {
            "", "s", "10", "-1s", "1.5h", "10 m", "10M", "1w", "367d", "99999999999999999999s", "999999999999999999h"
        }) {
            UsageError error = assertThrows(UsageError.class, () -> Durations.parse("--wait", bad), bad);
            assertTrue(error.getMessage().startsWith("--wait must be a duration such as 30s, 10m or 2h"), bad);
        }
    }

    @Test
    void durationsAreShownInAtMostTwoUnits() {
        assertEquals("0s", Durations.shown(Duration.ofMillis(-5)));
        assertEquals("45s", Durations.shown(Duration.ofSeconds(45)));
        assertEquals("9m 30s", Durations.shown(Duration.ofSeconds(570)));
        assertEquals("2h", Durations.shown(Duration.ofHours(2)));
        assertEquals("2h 5m", Durations.shown(Duration.ofMinutes(125)));
        assertEquals("3d 1h", Durations.shown(Duration.ofHours(73)));
    }

    @Property(tries = 200)
    void whatIsWrittenInOneUnitIsReadBack(@ForAll @LongRange(min = 0, max = 366 * 86_400L) long seconds) {
        assertEquals(Duration.ofSeconds(seconds), Durations.parse("x", seconds + "s"));
    }

    @Test
    void bytesAreShownWithOneDigitAfterThePoint() {
        assertEquals("999 B", Shown.bytes(999));
        assertEquals("1.0 kB", Shown.bytes(1_000));
        assertEquals("12.3 MB", Shown.bytes(12_345_678));
        assertEquals("4.2 GB", Shown.bytes(4_200_000_000L));
    }

    @Test
    void homeIsATildeWhereItIsAWholeFolder() {
        assertEquals("~/src", Shown.path("/home/ann/src", "/home/ann"));
        assertEquals("~", Shown.path("/home/ann", "/home/ann"));
        assertEquals("/home/anna", Shown.path("/home/anna", "/home/ann"));
        assertEquals("/x", Shown.path("/x", null));
        assertEquals("/x", Shown.path("/x", "/"));
    }

    @Test
    void agesAreRelative() {
        Instant now = Instant.parse("2026-11-05T08:00:00Z");
        assertEquals("now", Shown.age(now, now));
        assertEquals("now", Shown.age(now.plusSeconds(5), now));
        assertEquals("3m 20s ago", Shown.age(now.minusSeconds(200), now));
    }
}
