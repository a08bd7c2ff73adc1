package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mesh.adapter.wire.JsonWriter;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File names that a shell or git would stumble over, before a commit. */
class GuardNamesIT {
    private static final List<String> NAMES = List.of(
            "-rf",
            "--cached",
            "two\nlines",
            "a\"quote",
            "it's",
            "back\\slash",
            "tab\there",
            "$(touch pwned)",
            "`touch pwned`",
            "; touch pwned",
            "caf\u00e9",
            "\u202egpj.exe",
            "\u001b[31mred",
            " blank ",
            "*",
            "a\nHead: forged");

    @TempDir
    Path temporary;

    @Test
    void commitOfAHeldFileIsStoppedWhateverItIsCalled() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            Path repository =
                    Files.createDirectory(temporary.resolve("repository")).toRealPath();
            // Of a process that is none of the guard's ancestors: what those hold does not stop it.
            Process stranger = broker.program.startAs(List.of("/bin/sh", "-c", "exec sleep 600", "sh"));
            git(repository, "init", "-q", "-b", "main");
            String holder = broker.program
                    .call(
                            "register",
                            new JsonWriter()
                                    .object()
                                    .field("pid", stranger.pid())
                                    .field("projectPath", repository.toString())
                                    .field("name", "holder")
                                    .end()
                                    .toString())
                    .string("peerId");
            for (String name : NAMES) Files.writeString(repository.resolve(name), "x");
            git(repository, "add", "-A", ".");
            check(broker, repository, 0);
            for (String name : NAMES) {
                lock(broker, "lock", holder, name);
                String said = check(broker, repository, 1);
                assertTrue(said.contains("holder"), said);
                assertFalse(said.contains("\u001b[31m") || said.contains("\u202e"), said);
                assertFalse(said.lines().anyMatch(line -> line.startsWith("Head: forged")), said);
                lock(broker, "unlock", holder, name);
            }
            check(broker, repository, 0);
            assertFalse(Files.exists(repository.resolve("pwned")) || Files.exists(temporary.resolve("pwned")));
        }
    }

    private static void lock(BrokerUnderAbuse broker, String action, String holder, String name) throws Exception {
        broker.program.call(
                "lock",
                new JsonWriter()
                        .object()
                        .field("action", action)
                        .field("peerId", holder)
                        .field("filePath", name)
                        .end()
                        .toString());
    }

    /** Runs what the guard's hook runs. @return what it says */
    private static String check(BrokerUnderAbuse broker, Path repository, int status) throws Exception {
        Process check = broker.program.startAs(
                List.of("/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", repository.toString()), "guard", "check");
        Program.Result result = Program.end(check);
        assertEquals(status, result.status(), result::toString);
        return result.out() + result.err();
    }

    private static void git(Path folder, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, git.waitFor(), said);
    }
}
