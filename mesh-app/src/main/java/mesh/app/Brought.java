package mesh.app;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import mesh.port.out.MemoryBridge;

/**
 * What the program around a broker brings along, and keeps: the broker closes none of it.
 *
 * @param threads serve requests; absent for the broker's own
 * @param memory absent for what the settings say
 */
record Brought(InstantSource clock, Optional<Executor> threads, Optional<MemoryBridge> memory) {
    static final Brought NOTHING = new Brought(InstantSource.system(), Optional.empty(), Optional.empty());

    Brought {
        requireNonNull(clock);
        requireNonNull(threads);
        requireNonNull(memory);
    }
}
