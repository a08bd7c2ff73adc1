package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import mesh.adapter.wire.JsonObject;
import mesh.domain.state.StateKey;
import org.junit.jupiter.api.Test;

class StateCommandsTest extends CommandLineFixture {
    @Test
    void valueThatWasSetIsPrinted() {
        assertEquals(
                "Set goal (version 1)\n",
                run("state", "set", "goal", "ship it").with(0).out());
        assertEquals("ship it\n", run("state", "get", "goal").with(0).out());
        assertEquals(
                "Set goal (version 2)\n",
                run("state", "set", "goal", "rest").with(0).out());
    }

    @Test
    void jsonHasTheWholeEntry() {
        JsonObject set =
                run("state", "set", "goal", "ship it", "--json").with(0).json();
        assertEquals(1, set.object("entry").integer("version"));
        JsonObject entry = run("--json", "state", "get", "goal").with(0).json().object("entry");
        assertEquals("ship it", entry.string("value"));
        assertEquals("cli", entry.string("updatedBy"));
        assertEquals(1, run("state", "list", "--json").json().objects("entries").size());
    }

    @Test
    void missingKeyIsAnErrorInWordsAndInJson() {
        assertTrue(run("state", "get", "nothing").with(1).err().contains("\"nothing\" in namespace \"default\""));
        JsonObject json = run("state", "get", "nothing", "--json").with(1).json();
        assertFalse(json.bool("ok"));
        assertEquals("not_found", json.string("code"));
    }

    @Test
    void mismatchOfVersionChangesNothingAndShowsWhatIsThere() {
        run("state", "set", "goal", "one").with(0);
        Result refused = run("state", "set", "goal", "two", "--if-version", "7").with(1);
        assertTrue(refused.err().contains("it has version 1, set by cli: one"), refused.err());
        JsonObject json = run("state", "set", "goal", "two", "--if-version", "7", "--json")
                .with(1)
                .json();
        assertEquals("version_mismatch", json.string("code"));
        assertEquals("one", json.object("entry").string("value"));
        run("state", "set", "goal", "two", "--if-version", "1").with(0);
        assertTrue(run("state", "set", "goal", "x", "--if-version", "0")
                .with(1)
                .err()
                .contains("version 2"));
        run("state", "set", "fresh", "x", "--if-version", "0").with(0);
    }

    @Test
    void deletedValueIsGone() {
        run("state", "set", "goal", "one").with(0);
        run("state", "delete", "goal", "--if-version", "9").with(1);
        assertEquals("Deleted goal\n", run("state", "delete", "goal").with(0).out());
        assertEquals(
                "There was no goal\n", run("state", "delete", "goal").with(0).out());
        run("state", "get", "goal").with(1);
    }

    @Test
    void namespacesAreApartAndPrefixesSelect() {
        run("state", "set", "a1", "x", "--namespace", "team").with(0);
        run("state", "set", "a2", "y", "-n", "team").with(0);
        run("state", "set", "b1", "z", "--namespace=team").with(0);
        run("state", "get", "a1").with(1);
        String list = run("state", "list", "a", "-n", "team").with(0).out();
        assertTrue(list.contains("a1") && list.contains("a2") && !list.contains("b1"), list);
        assertTrue(run("state", "list").with(0).err().contains("No values in namespace default"));
        assertEquals(
                1,
                run("state", "list", "-n", "team", "--limit", "1", "--json")
                        .json()
                        .objects("entries")
                        .size());
    }

    @Test
    void valueComesFromStandardInputAndLeavesRaw() {
        input = "\u001b[31mred\n\n".getBytes(StandardCharsets.UTF_8);
        run("state", "set", "colour", "-").with(0);
        assertEquals("red\n\n", run("state", "get", "colour").with(0).out());
        assertEquals(
                "\u001b[31mred\n",
                run("state", "get", "colour", "--raw").with(0).out());
        assertEquals(
                "\u001b[31mred\n",
                mesh().state().get(StateKey.of("colour")).orElseThrow().value());
    }

    @Test
    void badInputNamesTheFieldAndTheRule() {
        assertTrue(run("state", "set", "k".repeat(257), "x").with(2).err().contains("key must have 1 to 256"));
        assertTrue(run("state", "set", "k").with(2).err().contains("<value> is missing"));
        assertTrue(run("state", "set", "k", "v", "--if-version", "-1")
                .with(2)
                .err()
                .contains("whole number"));
        assertEquals("key", run("state", "get", "", "--json").with(2).json().string("field"));
    }
}
