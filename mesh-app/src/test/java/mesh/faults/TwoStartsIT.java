package mesh.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many programs that need a broker at the same moment. */
class TwoStartsIT {
    private static final int STARTS = 8;

    @TempDir
    Path temporary;

    @Test
    void manyStartsAtOnceEndWithOneBrokerThatAllOfThemName() throws Exception {
        try (Program program = new Program(temporary)) {
            List<Process> starts = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) starts.add(program.start("start", "--json"));
            Set<Long> brokers = new HashSet<>();
            for (Process start : starts) brokers.add(Program.end(start).json().integer("pid"));
            assertEquals(Set.of(program.broker().orElseThrow().pid()), brokers);
        }
    }
}
