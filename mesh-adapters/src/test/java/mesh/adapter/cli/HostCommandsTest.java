package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.Test;

class HostCommandsTest extends CommandLineFixture {
    private static final HostControl.Change ADDED =
            change(HostControl.Kind.CHANGED, "  {", "+   \"slm-mesh\": \u001b[31m{}");

    @Test
    void installShowsWhatItChangesAndDoesIt() {
        broker.hosts.changes.add(ADDED);
        broker.hosts.changes.add(change(HostControl.Kind.UNCHANGED));
        Result result = run("install", "claude-code").with(0);
        assertEquals(
                "/home/me/.mcp.json  MCP server, changed\n      {\n    +   \"slm-mesh\": {}\nRestart it.\n",
                result.out());
        assertEquals(List.of(ADDED), broker.hosts.applied);
        assertTrue(broker.hosts.wish.install() && broker.hosts.wish.forUser() && !broker.hosts.wish.http());
    }

    @Test
    void dryRunChangesNothing() {
        broker.hosts.changes.add(ADDED);
        Result result =
                run("install", "cursor", "--project", "--http", "--dry-run").with(0);
        assertTrue(result.out().contains("MCP server, changed"));
        assertTrue(result.err().contains("Nothing was changed."));
        assertEquals(List.of(), broker.hosts.applied);
        assertTrue(!broker.hosts.wish.forUser() && broker.hosts.wish.http());
    }

    @Test
    void fileThatIsLeftAloneIsNamedAndMakesTheCommandFail() {
        broker.hosts.changes.add(new HostControl.Change(
                Path.of("/home/me/.mcp.json"),
                "MCP server",
                HostControl.Kind.LEFT_ALONE,
                List.of(),
                Optional.of("it is not valid JSON (line 3)")));
        broker.hosts.changes.add(ADDED);
        Result result = run("uninstall", "cursor").with(1);
        assertTrue(
                result.err().contains("left alone: /home/me/.mcp.json: it is not valid JSON (line 3)"), result.err());
        assertEquals(List.of(ADDED), broker.hosts.applied);
        assertFalse(broker.hosts.wish.install());

        broker.hosts.writable = false;
        JsonObject json = run("uninstall", "cursor", "--json").with(1).json();
        assertTrue(json.string("error").contains("the disk is full"), json.json());
        assertEquals("left_alone", json.objects("changes").get(0).string("change"));
    }

    @Test
    void nothingToDoIsSaid() {
        broker.hosts.changes.add(change(HostControl.Kind.UNCHANGED));
        assertEquals(
                "Everything is as it should be already.\n",
                run("install", "cursor").with(0).out());
        run("install", "cursor", "--user", "--project").with(2);
    }

    @Test
    void hookEndsWithTheStatusOfTheHost() {
        run("hook", "claude-code").with(2);
        assertEquals("claude-code CALL", broker.hosts.hook);
        run("hook", "claude-code", "--wake").with(2);
        assertEquals("claude-code WAKE", broker.hosts.hook);
        run("hook", "claude-code", "--wake", "--monitor").with(2);
    }

    @Test
    void guardNamesFileAndHolder() {
        assertEquals("", run("guard", "check").with(0).out());
        broker.hosts.held.add(
                new HostControl.Held("src/A.java", "brisk-lynx", Duration.ofMinutes(7), "rewrites the parser"));
        Result refused = run("guard", "check").with(1);
        assertTrue(refused.err().contains("  src/A.java  brisk-lynx, 7m left (rewrites the parser)\n"), refused.err());
        assertFalse(refused.err().contains("force") || refused.err().contains("verify"), refused.err());
        JsonObject json = run("guard", "check", "src/A.java", "--json").with(1).json();
        assertEquals("brisk-lynx", json.objects("held").get(0).string("holder"));
    }

    @Test
    void guardLetsACommitPassWhereNoBrokerRuns() {
        broker.hosts.brokerRuns = false;
        assertTrue(run("guard", "check").with(0).err().contains("not checked"));
        assertTrue(run("guard", "check", "--json").with(0).json().bool("ok"));
    }

    @Test
    void guardIsInstalledLikeAHost() {
        broker.hosts.changes.add(ADDED);
        run("guard", "install").with(0);
        assertTrue(broker.hosts.wish.install());
        run("guard", "uninstall", "--dry-run").with(0);
        assertFalse(broker.hosts.wish.install());
    }

    private static HostControl.Change change(HostControl.Kind kind, String... lines) {
        return new HostControl.Change(
                Path.of("/home/me/.mcp.json"), "MCP server", kind, List.of(lines), Optional.empty());
    }
}
