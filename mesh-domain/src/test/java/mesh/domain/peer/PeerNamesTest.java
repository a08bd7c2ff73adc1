package mesh.domain.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mesh.domain.InvalidInput;
import org.junit.jupiter.api.Test;

class PeerNamesTest {
    @Test
    void namesStayUniqueEvenWhenPlainOnesRunOut() {
        Random random = new Random(7);
        Set<PeerName> taken = new HashSet<>();
        for (int i = 0; i < 6_000; i++) assertTrue(taken.add(PeerNames.pick(random, taken::contains)));
    }

    @Test
    void aTakenNameGetsANumber() {
        assertEquals(
                "amber-otter-2",
                PeerNames.near(new PeerName("amber-otter"), name -> name.value().equals("amber-otter"))
                        .value());
        PeerName longest = new PeerName("x".repeat(PeerName.MAX_CHARS));
        assertEquals(
                PeerName.MAX_CHARS,
                PeerNames.near(longest, longest::equals).value().length());
    }

    @Test
    void aSlipOfTheFingerFindsTheName() {
        List<String> names = List.of("amber-otter", "azure-crane", "bold-fox");
        assertEquals("amber-otter", PeerNames.nearest("amber-oter", names).get(0));
        assertEquals(List.of(), PeerNames.nearest("q", List.of("zzzzzzzz")));
    }

    @Test
    void addressesOfTheMeshAreNoNames() {
        for (String name : List.of("all", "repo", "agent:cursor", "a\nb", " x", "6f1c0c2e-0000-4000-8000-000000000000"))
            assertThrows(InvalidInput.class, () -> new PeerName(name), name);
    }

    @Test
    void silenceMakesStaleAndThenDead() {
        Liveness liveness = new Liveness(Duration.ofSeconds(30), Duration.ofSeconds(60));
        Instant seen = Instant.EPOCH;
        assertEquals(PeerStatus.ACTIVE, liveness.statusAt(seen, seen.plusMillis(29_999)));
        assertEquals(PeerStatus.STALE, liveness.statusAt(seen, seen.plusSeconds(30)));
        assertEquals(PeerStatus.DEAD, liveness.statusAt(seen, seen.plusSeconds(60)));
    }
}
