package mesh.adapter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.Test;

class LanCommandsTest extends CommandLineFixture {
    @Test
    void invitePrintsTheLineAndNothingElseToStandardOutput() {
        Result invited = run("invite").with(0);
        assertEquals(TestLan.LINE + "\n", invited.out());
        assertTrue(invited.err().contains("slm-mesh join"), invited.err());
        JsonObject json = run("invite", "--address", "10.1.1.1", "--address", "10.2.2.2", "--json")
                .with(0)
                .json();
        assertEquals(List.of("10.1.1.1", "10.2.2.2"), json.strings("addresses"));
        assertEquals(TestLan.LINE, json.string("invitation"));
    }

    @Test
    void joinSaysWhichHubAndWhatBecameOfTheBrokerHere() {
        broker.lan.stopped = OptionalLong.of(4711);
        Result joined = run("join", TestLan.LINE).with(0);
        assertTrue(joined.out().contains("10.0.0.5:7900"), joined.out());
        assertTrue(joined.out().contains("\"laptop\""), joined.out());
        assertTrue(joined.err().contains("4711"), joined.err());
        assertTrue(run("status").with(0).out().contains("10.0.0.5:7900"));
        assertTrue(run("doctor").out().contains("hub"), "the doctor looks at the hub");
        assertEquals(
                "Left the hub at 10.0.0.5:7900.\n",
                run("join", "--leave").with(0).out());
        assertEquals("No hub was joined.\n", run("join", "--leave").with(0).out());
    }

    @Test
    void aSecretLineNeedNotStandInTheHistoryOfTheShell() {
        input = (TestLan.LINE + "\n").getBytes(UTF_8);
        assertEquals("10.0.0.5:7900", run("join", "-", "--json").with(0).json().string("hub"));
    }

    @Test
    void joinWantsALineOrLeave() {
        run("join").with(2);
        run("join", TestLan.LINE, "--leave").with(2);
        assertTrue(run("join", "nonsense").with(2).err().contains("incomplete"));
        assertEquals(Optional.empty(), broker.lan.hub);
    }

    @Test
    void discoverListsWhatWasHeard() {
        assertEquals(
                "No hub makes itself known on this network.\n",
                run("discover").with(0).err());
        broker.lan.around.add(new LanControl.Discovered(
                "tower", List.of("10.0.0.5", "fd00::5"), 7900, "AbCdEfGhIjKlMnOpQrStUv", "1.2.3", true));
        String text = run("discover", "--wait", "1s").with(0).out();
        assertTrue(text.contains("tower"), text);
        assertTrue(text.contains("10.0.0.5"), text);
        assertTrue(text.contains("AbCdEfGhIjKl "), text);
        assertTrue(text.contains("joined"), text);
        JsonObject hub =
                run("discover", "--json").with(0).json().objects("hubs").get(0);
        assertEquals("AbCdEfGhIjKlMnOpQrStUv", hub.string("fingerprint"));
        assertEquals(List.of("10.0.0.5", "fd00::5"), hub.strings("addresses"));
        run("discover", "--wait", "2h").with(2);
    }
}
