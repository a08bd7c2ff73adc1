package mesh.app.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static Rounds.Thing giving(double... values) {
        int[] next = new int[1];
        return () -> values[next[0]++];
    }

    @Test
    void thingsTakeTurnsAndWarmUpsDoNotCount() throws IOException {
        List<String> order = new ArrayList<>();
        Rounds rounds = Rounds.of(
                2,
                1,
                () -> {
                    order.add("floor");
                    return order.size();
                },
                () -> {
                    order.add("work");
                    return order.size();
                });
        assertEquals(List.of("floor", "work", "floor", "work", "floor", "work"), order);
        assertEquals(3, rounds.least(0));
        assertEquals(6, rounds.most(1));
    }

    @Test
    void ratioIsTheMedianOfTheRatiosOfEachRound() throws IOException {
        // In the second round the machine was twice as slow, for both.
        Rounds rounds = Rounds.of(3, 0, giving(10, 20, 10), giving(15, 30, 17));
        assertEquals(1.5, rounds.ratio(1, new double[] {1}, 0));
        assertEquals(17, rounds.median(1));
    }

    @Test
    void floorCanBeAWeightedSum() throws IOException {
        Rounds rounds = Rounds.of(1, 0, giving(10), giving(4), giving(32));
        assertEquals(2, rounds.ratio(2, new double[] {1, 1.5}, 0, 1));
        assertEquals(16, rounds.floor(new double[] {1, 1.5}, 0, 1));
    }
}
