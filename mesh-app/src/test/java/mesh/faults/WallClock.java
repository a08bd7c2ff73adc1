package mesh.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The wall clock of the processes that a test starts, and of no others: libfaketime's. Nobody sets a monotonic clock. */
public final class WallClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Path file;
    private final Path next;

    /** Right at first. */
    public WallClock(Path folder) throws IOException {
        file = folder.resolve("clock");
        next = folder.resolve("next-clock");
        set(Duration.ZERO);
    }

    /** Whether libfaketime is installed. */
    public static boolean canBeSet() {
        return library().isPresent();
    }

    private static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    /** What a process needs to go by this clock; only where it {@link #canBeSet}. */
    public List<String> environment() {
        return List.of(
                "LD_PRELOAD", library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "NO_FAKE_STAT", "1");
    }

    /** Sets it so far ahead of the right time, at once. */
    public void set(Duration ahead) throws IOException {
        String offset = ahead.isNegative() ? "" + ahead.toSeconds() : "+" + ahead.toSeconds();
        Files.move(Files.writeString(next, offset), file, StandardCopyOption.ATOMIC_MOVE);
    }
}
