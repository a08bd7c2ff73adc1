package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The broker's one time line. It starts at the wall clock and then follows the monotonic ticker, so that a jump of the
 * wall clock or a night's sleep ends no lease and kills no peer. {@link Housekeeping} notices the difference and sets
 * this clock right, moving what is stored along with it. Times are whole milliseconds. Safe for use by many threads.
 */
public final class MeshClock implements InstantSource {
    private final InstantSource wall;
    private final LongSupplier nanoTicker;
    private volatile Anchor anchor;

    private record Anchor(Instant time, long nanos) {}

    /** @param nanoTicker monotonic, in nanoseconds, from any origin */
    public MeshClock(InstantSource wall, LongSupplier nanoTicker) {
        this.wall = wall;
        this.nanoTicker = nanoTicker;
        this.anchor = new Anchor(wall.instant(), nanoTicker.getAsLong());
    }

    /** The machine's clocks. */
    public static MeshClock system() {
        return new MeshClock(InstantSource.system(), System::nanoTime);
    }

    @Override
    public Instant instant() {
        Anchor from = anchor;
        return from.time.plusNanos(nanoTicker.getAsLong() - from.nanos).truncatedTo(ChronoUnit.MILLIS);
    }

    /** The monotonic ticker, in nanoseconds. */
    long nanos() {
        return nanoTicker.getAsLong();
    }

    /** How far the wall clock is ahead of this one. */
    Duration drift() {
        return Duration.between(instant(), wall.instant());
    }

    /** Moves this clock by {@code shift}, all at once. */
    void shift(Duration shift) {
        anchor = new Anchor(instant().plus(shift), nanoTicker.getAsLong());
    }
}
