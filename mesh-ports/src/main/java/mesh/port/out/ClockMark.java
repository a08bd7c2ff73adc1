package mesh.port.out;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What the mesh's clock said at one moment, beside a ticker that nobody can set and that goes on while no broker runs.
 *
 * @param boot the run of the machine in which the ticker counts; tickers of two runs have nothing to do with each other
 * @param nanos what the ticker said
 */
public record ClockMark(String boot, long nanos, Instant time) {
    public ClockMark {
        requireNonNull(boot);
        requireNonNull(time);
    }
}
