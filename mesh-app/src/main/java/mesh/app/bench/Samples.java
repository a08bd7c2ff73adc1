package mesh.app.bench;

import java.util.Arrays;

/** How long each of some calls took. */
final class Samples {
    private long[] nanos = new long[1024];
    private int size;
    private double seconds;
    private boolean sorted;

    void add(long took) {
        if (size == nanos.length) nanos = Arrays.copyOf(nanos, size * 2);
        nanos[size++] = took;
        sorted = false;
    }

    /** Says how long all of them took together. */
    Samples within(long took) {
        seconds = took / 1e9;
        return this;
    }

    int size() {
        return size;
    }

    double perSecond() {
        return size / seconds;
    }

    /** In microseconds. @param of 0.5 for the median */
    double micros(double of) {
        if (size == 0) throw new IllegalStateException("nothing was measured");
        if (!sorted) Arrays.sort(nanos, 0, size);
        sorted = true;
        return nanos[(int) Math.min(size - 1L, (long) (size * of))] / 1e3;
    }

    double median() {
        return micros(0.5);
    }
}
