package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest extends CommandLineFixture {
    private Path script(String shell) throws IOException {
        return Files.writeString(
                directory.resolve("slm-mesh." + shell),
                run("completion", shell).with(0).out());
    }

    /** What the program prints; it must end with status 0. */
    private String shell(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private static boolean isInstalled(String shell) {
        for (String folder : System.getenv("PATH").split(":"))
            if (Files.isExecutable(Path.of(folder, shell))) return true;
        return false;
    }

    @Test
    void everyScriptNamesEveryCommandAndOption() throws IOException {
        for (String shell : List.of("bash", "zsh", "fish")) {
            String text = Files.readString(script(shell));
            for (String name : Commands.names()) {
                for (String word : name.split(" ")) assertTrue(text.contains(word), shell + name);
                for (Syntax.Option option : Commands.named(name).syntax().options())
                    assertTrue(text.contains(option.name().substring(2)), shell + option);
            }
        }
    }

    @Test
    void bashCompletesCommandsOptionsAndValues() throws Exception {
        assumeTrue(isInstalled("bash"));
        Path script = script("bash");
        shell("bash", "-n", script.toString());
        assertEquals("peers\n", bash(script, "pe"));
        assertEquals("acquire\n", bash(script, "lock", "a"));
        assertEquals("--scope\n", bash(script, "peers", "--s"));
        assertEquals("machine\n", bash(script, "peers", "--scope", "m"));
        assertEquals("--if-version\n", bash(script, "state", "set", "--if"));
        assertEquals("zsh\n", bash(script, "completion", "z"));
        assertEquals("", bash(script, "nonsense", ""));
    }

    private String bash(Path script, String... words) throws IOException, InterruptedException {
        String line = "source '" + script + "'; COMP_WORDS=(slm-mesh " + quoted(words) + "); COMP_CWORD=" + words.length
                + "; _slm_mesh; printf '%s\\n' \"${COMPREPLY[@]}\" | sed '/^$/d'";
        return shell("bash", "-c", line);
    }

    private static String quoted(String... words) {
        StringBuilder quoted = new StringBuilder();
        for (String word : words) quoted.append('\'').append(word).append("' ");
        return quoted.toString();
    }

    @Test
    void zshParsesItsScript() throws Exception {
        Path script = script("zsh");
        assumeTrue(isInstalled("zsh"));
        shell("zsh", "-n", script.toString());
    }

    @Test
    void fishParsesItsScript() throws Exception {
        Path script = script("fish");
        assumeTrue(isInstalled("fish"));
        shell("fish", "--no-execute", script.toString());
    }

    @Test
    void anotherShellIsRefused() {
        assertTrue(run("completion", "csh").with(2).err().contains("bash, zsh or fish"));
    }
}
