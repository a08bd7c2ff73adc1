package mesh.faults.time;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import mesh.app.Program;
import mesh.faults.WallClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each takes the minute that the shortest lease lasts, or half of it; so they take it together. */
@Execution(ExecutionMode.SAME_THREAD)
class TimeIT {
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void wallClockThatIsSetHarmsNobody(@TempDir Path folder) throws Exception {
        assumeTrue(WallClock.canBeSet(), "libfaketime is not installed");
        try (ClockIsSet story = new ClockIsSet(folder)) {
            story.play();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void holderThatIsStoppedPastItsLeaseLearnsThatItEnded(@TempDir Path folder) throws Exception {
        try (HoldersAreStopped story = new HoldersAreStopped(folder)) {
            story.play();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void holderThatIsStoppedUntilItCountsAsDeadIsToldAtOnceThatItsLockIsLost(@TempDir Path folder) throws Exception {
        try (Program program = new Program(
                        folder,
                        "SLM_MESH_HEARTBEAT_MS",
                        "1000",
                        "SLM_MESH_STALE_MS",
                        "2000",
                        "SLM_MESH_DEAD_MS",
                        "12000");
                Caller caller = new Caller(program)) {
            program.startBroker();
            String other = program.register("other");
            String file = folder.resolve("file").toString();
            LockRun run = new LockRun(program, file, "slm-mesh: ", "--ttl", "60m");
            Program.signal("STOP", run.process().pid());
            CompletableFuture<Caller.Ended> turn = caller.await(other, file, 50_000);
            Program.await("its turn comes", () -> {
                caller.beat(other);
                return turn.isDone();
            });
            assertTrue(turn.join().lock().integer("fencingToken") > run.token());
            Program.signal("CONT", run.process().pid());
            run.learns();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void brokerThatIsStoppedForHalfAMinuteHarmsNobody(@TempDir Path folder) throws Exception {
        try (BrokerIsStopped story = new BrokerIsStopped(folder)) {
            story.play();
        }
    }
}
