package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.Test;

class BrokerCommandsTest extends CommandLineFixture {
    @Test
    void statusShowsTheFigures() {
        join("amber-otter");
        String text = run("status").with(0).out();
        assertTrue(text.contains("slm-mesh 1.2.3  running for 0s, pid 4711, port 7899"), text);
        assertTrue(text.contains("1 active"), text);
        JsonObject json = run("status", "--json").with(0).json();
        assertEquals(1, json.object("peers").integer("active"));
        assertEquals(directory.toString(), json.string("dataDirectory"));
    }

    @Test
    void startSaysWhetherItStartedOne() {
        assertEquals(
                "It runs already: pid 4711, port 7899\n", run("start").with(0).out());
        broker.running = false;
        assertEquals("Started: pid 4711, port 7899\n", run("start").with(0).out());
        broker.running = false;
        assertTrue(run("start", "--json").with(0).json().bool("started"));
        run("start", "--foreground").with(0);
    }

    @Test
    void stopSaysWhatItStopped() {
        assertEquals("Stopped pid 4711\n", run("stop").with(0).out());
        assertEquals("No broker was running.\n", run("stop").with(0).out());
        assertFalse(run("stop", "--json").with(0).json().bool("stopped"));
    }

    @Test
    void cleanRemovesNothingBesideALivingBroker() {
        assertTrue(run("clean").with(1).err().contains("pid 4711"));
        assertFalse(run("clean", "--json").with(1).json().bool("ok"));
        broker.running = false;
        assertEquals("There was nothing to remove.\n", run("clean").with(0).err());
        broker.leftovers.add(directory.resolve("broker.sock"));
        assertEquals(
                "Removed " + directory + "/broker.sock\n", run("clean").with(0).out());
        assertEquals(
                List.of(directory + "/broker.sock"),
                run("clean", "--json").with(0).json().strings("removed"));
    }

    @Test
    void backupNeverOverwrites() {
        assertEquals(
                "Wrote " + directory + "/copy.db (4 B)\n",
                run("backup", "copy.db").with(0).out());
        assertTrue(run("backup", "copy.db").with(1).err().contains("exists already"));
        assertEquals(4, run("backup", "other.db", "--json").with(0).json().integer("sizeBytes"));
    }

    @Test
    void backupOfADamagedDatabaseIsWrittenAndNoSuccess() {
        broker.damage = Optional.of("page 42 is not as it was");
        String said = run("backup", "copy.db").with(1).err();
        assertTrue(said.contains("Wrote " + directory + "/copy.db"), said);
        assertTrue(said.contains("page 42"), said);
        JsonObject json = run("backup", "other.db", "--json").with(1).json();
        assertEquals("store_unavailable", json.string("code"));
    }

    @Test
    void onlyADamagedDatabaseOfNoLivingBrokerIsMovedAside() {
        assertEquals(
                "The database is not damaged.\n",
                run("clean", "--damaged").with(0).err());
        broker.damage = Optional.of("page 42 is not as it was");
        assertTrue(run("clean", "--damaged").with(1).err().contains("pid 4711"));
        broker.running = false;
        assertEquals(
                List.of(directory + "/mesh.db.damaged-1"),
                run("clean", "--damaged", "--json").with(0).json().strings("movedTo"));
    }

    @Test
    void tokenIsShownAsAPathNeverAsItself() throws IOException {
        Files.writeString(directory.resolve("broker.token"), "sesame");
        Result shown = run("token").with(0);
        assertEquals(directory + "/broker.token\n", shown.out());
        run("token", "rotate").with(0);
        assertEquals(2, broker.tokens);
        for (Result result : List.of(shown, run("token", "--json"), run("token", "rotate", "--json")))
            assertFalse((result.out() + result.err()).contains("sesame"));
    }

    @Test
    void logsShowTheLastLines() throws IOException {
        assertTrue(run("logs").with(1).err().contains("There is no log yet"));
        Files.writeString(directory.resolve("broker.log"), "one\ntwo \u001b[31m\nthree\nunfin");
        assertEquals("two \nthree\n", run("logs", "-n", "2").with(0).out());
        assertEquals(3, run("logs", "--json").with(0).json().strings("lines").size());
        run("logs", "-f", "--json").with(2);
    }

    @Test
    void mcpIsServedByItsCommand() {
        assertEquals(42, run("mcp").status());
    }
}
