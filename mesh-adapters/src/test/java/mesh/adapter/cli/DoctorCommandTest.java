package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoctorCommandTest extends CommandLineFixture {
    @BeforeEach
    void makeEverythingWell() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(
                Files.writeString(directory.resolve("broker.token"), "sesame"),
                PosixFilePermissions.fromString("rw-------"));
        Path programs = Files.createDirectory(directory.resolve("bin"));
        for (String name : new String[] {"slm-mesh", "git"})
            Files.createFile(
                    programs.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        env.put("PATH", programs.toString());
    }

    private String levelOf(String check, Result doctor) {
        for (JsonObject finding : doctor.json().objects("checks"))
            if (finding.string("check").equals(check)) return finding.string("level");
        throw new AssertionError("no check of " + check + " in " + doctor.out());
    }

    @Test
    void allIsWellWhereAllIsWell() {
        Result text = run("doctor").with(0);
        assertTrue(text.out().endsWith("All is well.\n"), text.out());
        JsonObject json = run("doctor", "--json").with(0).json();
        assertTrue(json.bool("ok"));
        assertTrue(json.objects("checks").size() >= 12, json.json());
        assertFalse(json.json().contains("sesame"));
    }

    @Test
    void damagedDatabaseIsAFailureWithAdviceWhetherABrokerRunsOrNot() {
        broker.damage = Optional.of("page 42 is not as it was");
        for (boolean running : new boolean[] {true, false}) {
            broker.running = running;
            Result text = run("doctor").with(1);
            assertTrue(text.out().contains("page 42"), text.out());
            assertTrue(text.out().contains("clean --damaged"), text.out());
        }
    }

    @Test
    void brokerThatDoesNotRunIsNoFault() {
        broker.running = false;
        Result result = run("doctor", "--json").with(0);
        assertEquals("ok", levelOf("broker", result));
        assertEquals(0, broker.starts);
    }

    @Test
    void brokerThatHoldsTheDirectoryAndDoesNotAnswerIsAFailureWithAdvice() {
        broker.reachable = false;
        Result text = run("doctor").with(1);
        assertTrue(text.out().contains("connection refused"), text.out());
        assertTrue(text.out().contains("slm-mesh stop"), text.out());
        Result json = run("doctor", "--json").with(1);
        assertFalse(json.json().bool("ok"));
        assertEquals("fail", levelOf("socket", json));
        assertEquals("fail", levelOf("http", json));
    }

    @Test
    void filesThatOthersMayReadAreAFailure() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("broker.token"), PosixFilePermissions.fromString("rw-r--r--"));
        Result result = run("doctor").with(1);
        assertTrue(result.out().contains("slm-mesh token rotate"), result.out());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        assertEquals("fail", levelOf("data directory", run("doctor", "--json").with(1)));
    }

    @Test
    void tokenThatIsALinkIsAFailure() throws IOException {
        Files.delete(directory.resolve("broker.token"));
        Files.createSymbolicLink(directory.resolve("broker.token"), Files.createFile(directory.resolve("elsewhere")));
        assertEquals("fail", levelOf("token", run("doctor", "--json").with(1)));
    }

    @Test
    void missingProgramsAreWarnings() {
        env.put("PATH", "/nowhere:");
        Result result = run("doctor", "--json").with(0);
        assertEquals("warn", levelOf("git", result));
        assertEquals("warn", levelOf("on the PATH", result));
        assertTrue(run("doctor").out().contains("0 failures, 2 warnings."));
    }

    @Test
    void errorsInTheLogOfTodayAreShownAndOlderOnesAreNot() throws IOException {
        Instant now = Instant.now();
        Files.writeString(
                broker.logFile(),
                now.minus(Duration.ofDays(3)) + " ERROR MeshStore: long ago\n" + now + " INFO Broker: fine\n"
                        + "java.io.IOException: ERROR in a trace\n" + now + " ERROR MeshStore: disk on fire\n" + now
                        + " WARNING Broker: smoke\n");
        Result result = run("doctor", "--json").with(0);
        assertEquals("warn", levelOf("log", result));
        assertTrue(result.out().contains("1 error, 1 warning since yesterday"), result.out());
        assertTrue(result.out().contains("disk on fire") && !result.out().contains("long ago"), result.out());
    }

    @Test
    void installedHooksAreFiredAndTheirAnswersShown() {
        Path place = Path.of("/home/me/.claude/settings.json");
        broker.hosts.trials.add(new HostControl.Trial(
                "claude-code", place, "PreToolUse", "", Duration.ofMillis(120), Optional.empty()));
        broker.hosts.trials.add(new HostControl.Trial(
                "claude-code", place, "Stop", "", Duration.ofMillis(4), Optional.of("it ended with status 127")));
        String text = run("doctor").with(1).out();
        assertTrue(text.contains("ok    claude-code     hook PreToolUse: 120 ms, go on\n"), text);
        assertTrue(text.contains("fail  claude-code     hook Stop: it ended with status 127\n"), text);
        assertTrue(text.contains(place.toString()), text);
        broker.running = false;
        assertTrue(run("doctor").with(0).out().contains("fired only while a broker runs"));
    }
}
