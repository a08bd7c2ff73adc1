package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.Test;

class CommandLineTest extends CommandLineFixture {
    @Test
    void everyNameInTheTableIsACommandOfThatName() {
        List<String> names = Commands.names();
        assertEquals(names.size(), new HashSet<>(names).size());
        for (String name : names) {
            Command command = Commands.named(name);
            assertNotNull(command, name);
            assertEquals(name, command.syntax().name());
        }
    }

    @Test
    void helpListsEveryCommandAndFitsTheTerminal() {
        for (int width : new int[] {40, 80, 200}) {
            columns = width;
            String help = run("help").with(0).out();
            for (String name : Commands.names()) assertTrue(help.contains("\n  " + name), name);
            assertTrue(help.lines().allMatch(line -> line.length() <= width), help);
        }
    }

    @Test
    void everyCommandExplainsItselfInEveryForm() {
        columns = 80;
        for (String name : Commands.names()) {
            String[] words = name.split(" ");
            String help = run(("help " + name).split(" ")).with(0).out();
            assertTrue(help.contains("Usage: slm-mesh " + name), help);
            assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
            assertEquals(help, run((name + " --help").split(" ")).with(0).out());
            assertEquals(help, run((name + " -h").split(" ")).with(0).out());
            for (Syntax.Option option : Commands.named(name).syntax().options())
                assertTrue(help.contains(option.name()), name + option);
            assertTrue(words.length < 3);
        }
        assertEquals(run("help").out(), run("--help").with(0).out());
        assertTrue(run("help", "--json").json().objects("commands").size()
                == Commands.names().size());
    }

    @Test
    void documentationNamesEveryCommandAndOption() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "cli.md"));
        for (String name : Commands.names()) {
            assertTrue(text.contains("`" + name), name);
            for (Syntax.Option option : Commands.named(name).syntax().options())
                assertTrue(text.contains(option.name()), name + " " + option.name());
        }
    }

    @Test
    void conceptListsItsCommands() {
        for (String[] words : new String[][] {{"help", "lock"}, {"lock", "--help"}, {"lock", "-h"}}) {
            String help = run(words).with(0).out();
            assertTrue(help.contains("lock acquire") && help.contains("lock run"), help);
        }
        assertTrue(run("help", "events").with(0).out().contains("events emit"));
        assertTrue(
                run("lock").with(2).err().contains("one of: run, acquire"),
                run("lock").err());
        assertTrue(run("lock", "lst").with(2).err().contains("did you mean list?"));
    }

    @Test
    void unknownCommandAndOptionSuggestTheNearest() {
        assertTrue(run("peer").with(2).err().contains("did you mean peers?"));
        assertTrue(run("help", "sned").with(2).err().contains("did you mean send?"));
        Result option = run("peers", "--scop", "repo").with(2);
        assertTrue(option.err().contains("did you mean --scope?"), option.err());
        assertTrue(option.err().contains("Usage: slm-mesh peers [--scope SCOPE]"), option.err());
        assertTrue(run("xyzzy\u001b[31m").with(2).err().contains("no command \"xyzzy\""));
    }

    @Test
    void optionsAreCheckedBeforeAnythingIsDone() {
        run("send", "a").with(2);
        run("send", "a", "b", "--type").with(2);
        run("send", "a", "b", "--type", "--json").with(2);
        run("peers", "--json=yes").with(2);
        run("peers", "--scope", "repo", "--scope", "repo").with(2);
        assertEquals(0, broker.starts);
    }

    @Test
    void errorsUnderJsonAreOneDocumentOnStandardOutput() {
        for (String[] words : new String[][] {{"peer", "--json"}, {"send", "--json"}, {"--json", "peers", "--nope"}}) {
            Result result = run(words).with(2);
            JsonObject json = result.json();
            assertFalse(json.bool("ok"));
            assertEquals("invalid_input", json.string("code"));
            assertEquals("", result.err());
        }
    }

    @Test
    void unreachableBrokerEndsWithThreeAndSaysWhatToDo() {
        broker.running = false;
        assertTrue(run("status").with(3).err().contains("slm-mesh start"));
        assertEquals("not_reachable", run("status", "--json").with(3).json().string("code"));
        broker.reachable = false;
        assertTrue(run("peers").with(3).err().contains("See its log"));
        assertEquals(
                "not_reachable", run("send", "a", "b", "--json").with(3).json().string("code"));
    }

    @Test
    void whatIsNotAllowedEndsWithFour() {
        broker.allowed = false;
        assertTrue(run("peers").with(4).err().contains("belongs to somebody else"));
        assertEquals("forbidden", run("peers", "--json").with(4).json().string("code"));
    }

    @Test
    void nothingTypedShowsTheStatusToAPersonAndServesMcpToAProgram() {
        assertEquals(42, run().status());
        onTerminal = true;
        broker.running = false;
        Result result = run().with(0);
        assertEquals(1, broker.starts);
        assertTrue(result.out().contains("slm-mesh 1.2.3"), result.out());
        assertTrue(result.err().contains("slm-mesh help"), result.err());
    }

    @Test
    void colourIsForTerminalsWithoutNoColor() {
        join("amber-otter");
        assertFalse(run("peers").out().contains("\u001b"));
        onTerminal = true;
        assertTrue(run("peers").out().contains("\u001b[1mNAME"));
        env.put("NO_COLOR", "");
        assertTrue(run("peers").out().contains("\u001b"), "an empty NO_COLOR counts as absent");
        env.put("NO_COLOR", "1");
        assertFalse(run("peers").out().contains("\u001b"));
        assertFalse(run("nonsense").err().contains("\u001b"));
        env.remove("NO_COLOR");
        env.put("TERM", "dumb");
        assertFalse(run("status").out().contains("\u001b"));
    }

    @Test
    void versionIsToldInEveryForm() {
        assertTrue(run("version").with(0).out().startsWith("slm-mesh 1.2.3 (Java "));
        assertEquals(run("version").out(), run("--version").out());
        assertEquals(run("version").out(), run("-V").out());
        assertEquals("1.2.3", run("version", "--json").json().string("version"));
        assertEquals("1.2.3", run("--json", "--version").json().string("version"));
    }
}
