package mesh.domain.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import mesh.domain.InvalidInput;
import org.junit.jupiter.api.Test;

class EventsTest {
    @Test
    void patternsMatchExactlyByPrefixOrEverything() {
        EventType type = new EventType("build.done");
        assertTrue(new EventPattern("build.done").matches(type));
        assertTrue(new EventPattern("build.*").matches(type));
        assertTrue(EventPattern.EVERYTHING.matches(type));
        assertFalse(new EventPattern("build").matches(type));
        assertFalse(new EventPattern("buil.*").matches(type));
        for (String wrong : List.of("", "*x", "Build", "a*", "x".repeat(65), ".*"))
            assertThrows(InvalidInput.class, () -> new EventPattern(wrong), wrong);
    }

    @Test
    void nobodyForgesABuiltInEvent() {
        assertThrows(InvalidInput.class, () -> EventType.custom("peer_left"));
        assertEquals("deploy", EventType.custom("deploy").value());
    }

    @Test
    void aPayloadIsWellFormedWhateverTheTextHolds() {
        EventPayload payload =
                EventPayload.of("path", "a\"b\\c\n\u0001", "n", 3, "gone", null, "many", List.of("x", "y"));
        assertEquals("{\"path\":\"a\\\"b\\\\c\\u000a\\u0001\",\"n\":3,\"many\":[\"x\",\"y\"]}", payload.json());
        assertThrows(InvalidInput.class, () -> new EventPayload("[1]"));
        assertThrows(InvalidInput.class, () -> new EventPayload("{\"x\":\"" + "y".repeat(65_536) + "\"}"));
    }

    @Test
    void aSubscriptionGrowsAndShrinks() {
        Subscription both = Subscription.NONE.with(Set.of(new EventPattern("a"), new EventPattern("b.*")));
        assertTrue(both.matches(new EventType("b.c")));
        assertFalse(both.without(Set.of(new EventPattern("b.*"))).matches(new EventType("b.c")));
        assertEquals(Subscription.NONE, both.without(Set.of()));
    }
}
