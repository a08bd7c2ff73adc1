package mesh.adapter.host.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import mesh.adapter.wire.JsonObject;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockQuery;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.port.in.MeshUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays what Claude Code sends to its hooks. */
class ClaudeCodeHooksTest {
    private static final ClaudeCodeHooks CLAUDE = new ClaudeCodeHooks();

    @TempDir
    Path folder;

    private HookFixture mesh;

    @BeforeEach
    void start() {
        mesh = new HookFixture(folder);
    }

    @AfterEach
    void stop() {
        mesh.close();
    }

    @Test
    void sessionThatStartsIsToldWhoIsThereAndWhatIsLocked() {
        mesh.mesh.peers().summarize(mesh.other, "rewrites the \u001b[31mparser");
        mesh.lockByOther("/shop/Parser.java");
        String told = context(start("s1", "startup"));
        assertTrue(
                told.contains("1 other agent is here:\n- brisk-lynx (codex, same directory): rewrites the parser"),
                told);
        assertTrue(told.contains("- /shop/Parser.java by brisk-lynx, 10 min left"), told);
        assertFalse(told.contains("message"), told);
    }

    @Test
    void editOfWhatAnotherHoldsIsDeniedAndAllowedAfterItsRelease() {
        start("s1", "startup");
        mesh.lockByOther("/shop/A.java");

        HookOutput denied = edit("s1", "/shop/A.java");
        JsonObject answer = JsonObject.parse(denied.out()).object("hookSpecificOutput");
        assertEquals("PreToolUse", answer.string("hookEventName"));
        assertEquals("deny", answer.string("permissionDecision"));
        String reason = answer.string("permissionDecisionReason");
        assertTrue(reason.contains("/shop/A.java by brisk-lynx, 10 min left"), reason);
        assertTrue(reason.contains("mesh_lock") && reason.contains("mesh_send"), reason);
        assertFalse(reason.contains("force"), reason);

        mesh.unlockByOther("/shop/A.java");
        assertEquals(HookOutput.SILENT, edit("s1", "/shop/A.java"));
        assertEquals("edit", mesh.mesh.locks().list(LockQuery.ALL).get(0).lock().reason());
    }

    @Test
    void editLeasesAreGivenUpAtTheEndOfTheTurnAndOthersAreKept() {
        start("s1", "startup");
        PeerId self = mesh.peer("claude-code:s1");
        mesh.mesh.locks().acquire(AcquireLock.exclusive(self, "/shop/Mine.java"));
        edit("s1", "/shop/Mine.java");
        edit("s1", "/shop/A.java");
        edit("s1", "/shop/B.java");
        // The agent asks for B itself: from then on it is not the hook's to give up.
        mesh.mesh.locks().acquire(AcquireLock.exclusive(self, "/shop/B.java"));

        assertEquals(HookOutput.SILENT, stop("s1", false));
        assertEquals(
                List.of("/shop/B.java", "/shop/Mine.java"),
                mesh.mesh.locks().list(LockQuery.ALL).stream()
                        .map(held -> held.lock().path().path())
                        .toList());
    }

    @Test
    void notebooksAndEditsOfSeveralFilesAreGuarded() {
        start("s1", "startup");
        mesh.lockByOther("/shop/n.ipynb");
        String notebook = "{'session_id':'s1','cwd':'/shop','hook_event_name':'PreToolUse','tool_name':'NotebookEdit',"
                + "'tool_input':{'notebook_path':'/shop/n.ipynb','new_source':'x'}}";
        assertTrue(mesh.call(CLAUDE, notebook).out().contains("deny"));
        String several = "{'session_id':'s1','cwd':'/shop','hook_event_name':'PreToolUse','tool_name':'MultiEdit',"
                + "'tool_input':{'edits':[{'file_path':'/shop/free'},{'file_path':'n.ipynb'}]}}";
        assertTrue(mesh.call(CLAUDE, several).out().contains("deny"));
        assertEquals(1, mesh.mesh.locks().list(LockQuery.ALL).size(), "all or nothing");
        String bash = "{'session_id':'s1','cwd':'/shop','hook_event_name':'PreToolUse','tool_name':'Bash',"
                + "'tool_input':{'command':'rm n.ipynb'}}";
        assertEquals(HookOutput.SILENT, mesh.call(CLAUDE, bash));
    }

    @Test
    void messageIsSurfacedExactlyOnceOnTheFirstRungThatFires() {
        start("s1", "startup");
        PeerId self = mesh.peer("claude-code:s1");
        mesh.send(self, "the schema\nchanged");

        String told = context(toolUsed("s1"));
        assertTrue(told.contains("From brisk-lynx (codex), just now"), told);
        assertTrue(told.contains("    the schema\n    changed"), told);
        assertEquals(0, mesh.unread(self), "read once it was handed over");
        assertEquals(HookOutput.SILENT, toolUsed("s1"));
        assertEquals(HookOutput.SILENT, prompt("s1"));
        assertEquals(HookOutput.SILENT, stop("s1", false));
    }

    @Test
    void longMessageIsShownInItsBeginningOncePerRungAndStaysUnread() {
        start("s1", "startup");
        PeerId self = mesh.peer("claude-code:s1");
        mesh.send(self, "x".repeat(Briefing.MAX_MESSAGE_CHARS + 1));

        String told = context(prompt("s1"));
        assertTrue(told.contains("beginning only"), told);
        assertTrue(told.length() < 1500, told);
        assertEquals(1, mesh.unread(self));
        assertEquals(HookOutput.SILENT, toolUsed("s1"));
        assertTrue(stop("s1", false).out().contains("\"decision\":\"block\""));
        assertEquals(HookOutput.SILENT, stop("s1", true));
        assertEquals(HookOutput.SILENT, prompt("s1"));
    }

    @Test
    void manyMessagesStayWithinTheHostsLimit() {
        start("s1", "startup");
        PeerId self = mesh.peer("claude-code:s1");
        for (int i = 0; i < 15; i++) mesh.send(self, i + "y".repeat(2000));
        String told = context(toolUsed("s1"));
        assertTrue(told.length() < 10_000, () -> String.valueOf(told.length()));
        assertTrue(told.contains("more are in mesh_inbox"), told);
    }

    @Test
    void unreadMailKeepsATurnGoingButNotForEver() {
        start("s1", "startup");
        prompt("s1");
        PeerId self = mesh.peer("claude-code:s1");
        for (int i = 0; i < HookDecisions.MAX_CONTINUATIONS; i++) {
            mesh.send(self, "again " + i);
            HookOutput goOn = stop("s1", i > 0);
            assertEquals("block", JsonObject.parse(goOn.out()).string("decision"));
            assertTrue(JsonObject.parse(goOn.out()).string("reason").contains("again " + i));
        }
        mesh.send(self, "one too many");
        assertEquals(HookOutput.SILENT, stop("s1", true));
        assertEquals(1, mesh.unread(self), "it waits for the next prompt");
        assertTrue(context(prompt("s1")).contains("one too many"));
    }

    @Test
    void subagentActsAsItsSessionUnderItsOwnNameAndGetsNoMail() {
        start("s1", "startup");
        PeerId self = mesh.peer("claude-code:s1");
        mesh.send(self, "for the session");
        assertEquals(HookOutput.SILENT, asSubagent("a1", "reviewer", editOf("/shop/A.java")));
        assertEquals(HookOutput.SILENT, asSubagent("a2", "reviewer", editOf("/shop/B.java")));
        assertEquals(HookOutput.SILENT, asSubagent("a1", "reviewer", "'hook_event_name':'PostToolUse'"));
        assertEquals(1, mesh.unread(self));

        HeldLock lock = held("/shop/A.java");
        assertEquals(self, lock.lock().holder());
        assertEquals("edit", lock.lock().reason());
        String name = mesh.mesh.peers().find(self).orElseThrow().peer().name().value();
        assertEquals(name, lock.holderName(), "that is how it is written to");
        assertEquals(name + "/reviewer", lock.holderShown());
        assertEquals(name + "/reviewer-2", held("/shop/B.java").holderShown());
        assertEquals(
                List.of(name + "/reviewer-2", name + "/reviewer"), subagents(self), "the one heard of last is last");

        assertEquals(HookOutput.SILENT, asSubagent("a2", "reviewer", editOf("/shop/A.java")), "one session, one peer");
        assertEquals(HookOutput.SILENT, edit("s1", "/shop/A.java"));
        asSubagent("a2", "reviewer", "'hook_event_name':'SubagentStop'");
        List<HeldLock> left = mesh.mesh.locks().list(LockQuery.ALL);
        assertEquals(1, left.size(), "A.java is the session's own by now");
        assertEquals(name, left.get(0).holderShown());
        assertEquals(List.of(name + "/reviewer"), subagents(self));
        stop("s1", false);
        assertEquals(List.of(), subagents(self), "none outlives the turn");
    }

    @Test
    void othersSeeWhichSubagentHoldsAFileAndWhomToAsk() {
        start("s1", "startup");
        asSubagent("a1", "reviewer", editOf("/shop/A.java"));
        String name = mesh.mesh
                .peers()
                .find(mesh.peer("claude-code:s1"))
                .orElseThrow()
                .peer()
                .name()
                .value();
        String briefing = context(start("s2", "startup"));
        assertTrue(briefing.contains("same directory) with " + name + "/reviewer"), briefing);
        assertTrue(briefing.contains("/shop/A.java by " + name + "/reviewer, "), briefing);
        String denial = edit("s2", "/shop/A.java").out();
        assertTrue(denial.contains("/shop/A.java by " + name + "/reviewer, "), denial);
        assertTrue(denial.contains("ask " + name + " with mesh_send"), denial);
    }

    @Test
    void subagentThatStartsIsToldWhatItCannotEdit() {
        start("s1", "startup");
        String begins = "'hook_event_name':'SubagentStart'";
        assertEquals(HookOutput.SILENT, asSubagent("a1", "Explore", begins), "nobody else holds a file");
        edit("s1", "/shop/own.java");
        assertEquals(HookOutput.SILENT, asSubagent("a2", "Explore", begins), "nor does anybody now");
        start("s2", "startup");
        edit("s2", "/shop/A.java");
        HookOutput told = asSubagent("a3", "", begins);
        assertTrue(context(told).contains("/shop/A.java by "), told.out());
        assertTrue(told.out().contains("\"hookEventName\":\"SubagentStart\""), told.out());
        String name = mesh.mesh
                .peers()
                .find(mesh.peer("claude-code:s1"))
                .orElseThrow()
                .peer()
                .name()
                .value();
        assertEquals(
                List.of(name + "/Explore", name + "/Explore-2", name + "/agent"),
                subagents(mesh.peer("claude-code:s1")));
    }

    private HookOutput asSubagent(String id, String kind, String rest) {
        return mesh.call(
                CLAUDE,
                "{'session_id':'s1','cwd':'/shop','agent_id':'" + id + "','agent_type':'" + kind + "'," + rest + "}");
    }

    private static String editOf(String file) {
        return "'hook_event_name':'PreToolUse','tool_name':'Write','tool_input':{'file_path':'" + file
                + "','content':'x'}";
    }

    private HeldLock held(String path) {
        List<HeldLock> locks = mesh.mesh.locks().list(LockQuery.ALL);
        return locks.stream()
                .filter(held -> held.lock().path().text().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private List<String> subagents(PeerId peer) {
        return mesh.mesh.peers().find(peer).orElseThrow().subagentsShown();
    }

    @Test
    void clearAndResumeKeepPeerAndMail() {
        start("s1", "startup");
        PeerId self = mesh.peer("claude-code:s1");
        end("s1", "clear");
        mesh.send(self, "while cleared");
        assertTrue(context(start("s2", "clear")).contains("while cleared"));
        assertEquals(self, mesh.peer("claude-code:s1"), "the MCP server still speaks of the first session");

        end("s2", "prompt_input_exit");
        assertEquals(1, mesh.mesh.peers().list(PeerQuery.EVERYONE).size());
        start("s2", "resume");
        assertEquals(self, mesh.peer("claude-code:s1"));
    }

    @Test
    void silentBrokerMeansGoOnAndIsSaidOnce() {
        start("s1", "startup");
        mesh.failure = new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, "nobody there");
        HookOutput first = edit("s1", "/shop/A.java");
        assertTrue(JsonObject.parse(first.out()).string("systemMessage").contains("nobody there"));
        assertFalse(first.out().contains("permissionDecision"));
        assertEquals(HookOutput.SILENT, edit("s1", "/shop/A.java"));
        assertEquals(HookOutput.SILENT, stop("s1", false));

        mesh.failure = null;
        assertEquals(HookOutput.SILENT, edit("s1", "/shop/A.java"));
        mesh.failure = new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, "gone again");
        assertTrue(edit("s1", "/shop/A.java").out().contains("gone again"));
    }

    @Test
    void peerThatWasIdleForTooLongComesBackWithItsMail() {
        start("s1", "startup");
        PeerId self = mesh.peer("claude-code:s1");
        mesh.mesh.peers().unregister(self);
        assertEquals(HookOutput.SILENT, edit("s1", "/shop/A.java"));
        assertEquals(self, mesh.peer("claude-code:s1"));
    }

    @Test
    void eventsOfLaterVersionsArePassedOver() {
        assertEquals(
                HookOutput.SILENT,
                mesh.call(
                        CLAUDE,
                        "{'session_id':'s1','cwd':'/shop','hook_event_name':'SomethingNew','x':[1,{'y':null}]}"));
    }

    private HookOutput start(String session, String source) {
        return mesh.call(
                CLAUDE,
                "{'session_id':'" + session + "','transcript_path':'/t.jsonl','cwd':'/shop',"
                        + "'hook_event_name':'SessionStart','source':'" + source + "','model':'claude'}");
    }

    private HookOutput prompt(String session) {
        return mesh.call(
                CLAUDE,
                "{'session_id':'" + session + "','cwd':'/shop','permission_mode':'default',"
                        + "'hook_event_name':'UserPromptSubmit','prompt':'go on'}");
    }

    private HookOutput edit(String session, String file) {
        return mesh.call(
                CLAUDE,
                "{'session_id':'" + session + "','cwd':'/shop','permission_mode':'acceptEdits',"
                        + "'hook_event_name':'PreToolUse','tool_name':'Edit','tool_input':{'file_path':'" + file
                        + "','old_string':'a','new_string':'b','replace_all':false},'tool_use_id':'toolu_1'}");
    }

    private HookOutput toolUsed(String session) {
        return mesh.call(
                CLAUDE,
                "{'session_id':'" + session + "','cwd':'/shop','hook_event_name':'PostToolUse','tool_name':'Bash',"
                        + "'tool_input':{'command':'ls'},'tool_response':{'stdout':'a','interrupted':false}}");
    }

    private HookOutput stop(String session, boolean active) {
        return mesh.call(
                CLAUDE,
                "{'session_id':'" + session + "','cwd':'/shop','hook_event_name':'Stop','stop_hook_active':" + active
                        + ",'last_assistant_message':'done'}");
    }

    private void end(String session, String reason) {
        mesh.call(
                CLAUDE,
                "{'session_id':'" + session + "','cwd':'/shop','hook_event_name':'SessionEnd','reason':'" + reason
                        + "'}");
    }

    private static String context(HookOutput output) {
        return JsonObject.parse(output.out()).object("hookSpecificOutput").string("additionalContext");
    }
}
