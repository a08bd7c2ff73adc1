package mesh.app.bench;

import java.io.IOException;
import java.util.Arrays;

/** Measures some things in turn, round after round, so that whatever the machine does meanwhile befalls all of them. */
final class Rounds {
    private final double[][] values;

    /** One round of one thing. */
    @FunctionalInterface
    interface Thing {
        /** @return what is compared; NaN where it could not be seen this time */
        double measure() throws IOException;
    }

    private Rounds(double[][] values) {
        this.values = values;
    }

    /** @param warmUps rounds before the first that counts */
    static Rounds of(int rounds, int warmUps, Thing... things) throws IOException {
        double[][] values = new double[things.length][rounds];
        for (int round = -warmUps; round < rounds; round++)
            for (int i = 0; i < things.length; i++) {
                double value = things[i].measure();
                if (round >= 0) values[i][round] = value;
            }
        return new Rounds(values);
    }

    double median(int thing) {
        return median(values[thing]);
    }

    double least(int thing) {
        return Arrays.stream(values[thing]).min().orElseThrow();
    }

    double most(int thing) {
        return Arrays.stream(values[thing]).max().orElseThrow();
    }

    /** Median of the thing over the sum of the floors, round by round. */
    double ratio(int thing, double[] weights, int... floors) {
        double[] ratios = new double[values[thing].length];
        for (int round = 0; round < ratios.length; round++)
            ratios[round] = values[thing][round] / sum(weights, floors, round);
        return median(ratios);
    }

    /** Median of the sum of the floors. */
    double floor(double[] weights, int... floors) {
        double[] sums = new double[values[0].length];
        for (int round = 0; round < sums.length; round++) sums[round] = sum(weights, floors, round);
        return median(sums);
    }

    private double sum(double[] weights, int[] floors, int round) {
        double sum = 0;
        for (int i = 0; i < floors.length; i++) sum += weights[i] * values[floors[i]][round];
        return sum;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
