package mesh.domain.event;

import mesh.domain.InvalidInput;

/** Position in the one order of everything that was committed; starts at 1, 0 is "before everything". */
public record Sequence(long value) implements Comparable<Sequence> {
    public static final Sequence START = new Sequence(0);

    public Sequence {
        if (value < 0) throw new InvalidInput("seq", "must not be negative");
    }

    public boolean isAfter(Sequence other) {
        return value > other.value;
    }

    @Override
    public int compareTo(Sequence other) {
        return Long.compare(value, other.value);
    }
}
