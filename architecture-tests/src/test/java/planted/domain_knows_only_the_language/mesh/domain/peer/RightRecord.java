package planted.domain_knows_only_the_language.mesh.domain.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What records, enums, lambdas and switches compile to is the language. */
record RightRecord(String name, int[] numbers, Optional<Instant> seen, Duration lease) {
    sealed interface Outcome permits Granted, Held {}

    record Granted(RightRecord record) implements Outcome {}

    record Held(List<RightRecord> by) implements Outcome {}

    enum Mode {
        SHARED,
        EXCLUSIVE
    }

    String shown(Mode mode) {
        return switch (mode) {
            case SHARED -> name + numbers.length;
            case EXCLUSIVE -> seen.map(at -> at.plus(lease).toString()).orElseGet(() -> String.format("%s!", name));
        };
    }
}
