package mesh.adapter.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Java, the launcher, the clock, and the programs that are used where they are there. */
final class SurroundingsExamination implements DoctorCommand.Examination {
    private static final int OLDEST_JAVA = 17;
    private static final String PROGRAM = "slm-mesh";

    /** Nobody ran this program before; a clock that says so is wrong, and leases and retention with it. */
    private static final Instant FIRST_RELEASE = Instant.parse("2026-11-01T00:00:00Z");

    private final BrokerControl broker;
    private final Terminal terminal;

    SurroundingsExamination(BrokerControl broker, Terminal terminal) {
        this.broker = broker;
        this.terminal = terminal;
    }

    @Override
    public void examine(Findings findings) {
        findings.ok("slm-mesh", broker.version());
        java(findings, Runtime.version().feature());
        launcher(findings);
        clock(findings, Instant.now());
        git(findings);
    }

    private static void java(Findings findings, int feature) {
        String found = System.getProperty("java.version") + " in " + System.getProperty("java.home");
        if (feature >= OLDEST_JAVA) findings.ok("java", found);
        else findings.fail("java", found, "Install a JDK of version " + OLDEST_JAVA + " or newer.");
    }

    private void launcher(Findings findings) {
        List<String> command = broker.launcher();
        Path program = Path.of(command.get(0));
        if (program.isAbsolute() && !Files.isExecutable(program)) {
            findings.fail("launcher", program + " cannot be run", "Install slm-mesh again, or: chmod +x " + program);
            return;
        }
        findings.ok("launcher", String.join(" ", command));
        Path onPath = onPath(PROGRAM);
        if (onPath != null) findings.ok("on the PATH", onPath.toString());
        else
            findings.warn(
                    "on the PATH",
                    PROGRAM + " is not, so agents that are told to run it by its name cannot",
                    command.size() > 1
                            ? "Add the folder bin of slm-mesh to the PATH."
                            : "ln -s " + program + " ~/.local/bin/" + PROGRAM + ", or add its folder to the PATH.");
    }

    private static void clock(Findings findings, Instant now) {
        if (now.isBefore(FIRST_RELEASE)) findings.fail("clock", "it says " + now, "Set it: timedatectl set-ntp true");
        else findings.ok("clock", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private void git(Findings findings) {
        Path git = onPath("git");
        if (git != null) findings.ok("git", git.toString());
        else
            findings.warn(
                    "git",
                    "not found on the PATH",
                    "Without it, clones of one repository on several machines are not recognised as one.");
    }

    private Path onPath(String program) {
        String path = terminal.env().get("PATH");
        if (path == null) return null;
        for (String folder : path.split(":")) {
            if (folder.isEmpty()) continue;
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) return file;
        }
        return null;
    }
}
