package mesh.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What processes take of the machine's memory, in MB of a million bytes, where the system tells (Linux does). */
final class Memory {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private Memory() {}

    /** Whether this system tells. */
    static boolean isTold() {
        return Files.isReadable(Path.of("/proc/self/smaps_rollup"));
    }

    /** Resident now. */
    static double resident(long pid) throws IOException {
        return field(pid, "status", "VmRSS:").orElseThrow(() -> new IOException("process " + pid + " is gone"));
    }

    /** Its fair share of what it has resident: a page that several processes share counts for each in part. */
    static double share(long pid) throws IOException {
        return field(pid, "smaps_rollup", "Pss:").orElseThrow(() -> new IOException("process " + pid + " is gone"));
    }

    /** The most that it has resident until it ends. Looks again and again, so time nothing meanwhile. */
    static double peak(Process process) throws IOException {
        double most = 0;
        while (process.isAlive()) {
            most = Math.max(most, field(process.pid(), "status", "VmHWM:").orElse(0));
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return most;
    }

    private static OptionalDouble field(long pid, String file, String name) throws IOException {
        String text;
        try {
            text = Files.readString(Path.of("/proc/" + pid, file));
        } catch (IOException e) {
            if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) throw e;
            return OptionalDouble.empty(); // it ended meanwhile
        }
        return text.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
                .findFirst();
    }
}
