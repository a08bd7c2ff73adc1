package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mesh.adapter.superlocalmemory.SlmCommand;
import org.junit.jupiter.api.Test;

class RecallCommandTest extends CommandLineFixture {
    @Test
    void whatIsRememberedIsShownALineEach() throws IOException {
        remembering("echo \"$1: $2\"; printf 'red\\033[31m\\n'");
        assertEquals(
                "recall: the build $(id)\nred\n",
                run("recall", "the", "build", "$(id)").with(0).out());
        assertEquals(
                List.of("recall: x", "red"),
                run("recall", "x", "--json").with(0).json().strings("lines"));
        assertEquals(0, broker.starts, "no broker is needed");
    }

    @Test
    void nothingRememberedIsNoError() throws IOException {
        remembering("exit 0");
        assertTrue(run("recall", "x").with(0).out().contains("Nothing is remembered"));
    }

    @Test
    void withoutAMemoryItSaysWhatIsMissing() {
        assertTrue(run("recall", "x").with(1).err().contains("slm"));
    }

    private void remembering(String script) throws IOException {
        Path command = Files.writeString(directory.resolve("slm"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        broker.memory = SlmCommand.find(directory.toString());
    }
}
