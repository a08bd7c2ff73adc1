package mesh.adapter.host.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import mesh.domain.lock.LockQuery;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays what Codex, Cursor, Gemini CLI and Windsurf send to their hooks. */
class OtherHooksTest {
    private static final CodexHooks CODEX = new CodexHooks();
    private static final CursorHooks CURSOR = new CursorHooks();
    private static final GeminiHooks GEMINI = new GeminiHooks();
    private static final WindsurfHooks WINDSURF = new WindsurfHooks();

    private static final String CODEX_BASE = "'session_id':'c1','transcript_path':null,'cwd':'/shop','model':'gpt',"
            + "'permission_mode':'default','turn_id':'t1',";
    private static final String CURSOR_BASE = "'conversation_id':'k1','generation_id':'g1','model':'m',"
            + "'cursor_version':'2.9.1','workspace_roots':['/shop'],'user_email':null,'transcript_path':null,";
    private static final String GEMINI_BASE =
            "'session_id':'g1','transcript_path':'/t.json','cwd':'/shop','timestamp':'2026-11-01T10:00:00Z',";

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
    void codexPatchThatTouchesAHeldFileIsDenied() {
        mesh.call(CODEX, "{" + CODEX_BASE + "'hook_event_name':'SessionStart','source':'startup'}");
        mesh.lockByOther("/shop/src/b.rs");
        String patch = "{" + CODEX_BASE + "'hook_event_name':'PreToolUse','tool_name':'apply_patch','tool_use_id':'u1',"
                + "'tool_input':{'command':'*** Begin Patch\\n*** Update File: src/a.rs\\n@@\\n-x\\n+y\\n"
                + "*** Update File: src/old.rs\\n*** Move to: src/b.rs\\n@@\\n-*** Add File: no\\n*** End Patch'}}";
        JsonObject denied = JsonObject.parse(mesh.call(CODEX, patch).out()).object("hookSpecificOutput");
        assertEquals("deny", denied.string("permissionDecision"));
        assertTrue(denied.string("permissionDecisionReason").contains("/shop/src/b.rs by brisk-lynx"));

        mesh.unlockByOther("/shop/src/b.rs");
        assertEquals(HookOutput.SILENT, mesh.call(CODEX, patch));
        assertEquals(
                List.of("/shop/src/a.rs", "/shop/src/b.rs", "/shop/src/old.rs"),
                mesh.mesh.locks().list(LockQuery.ALL).stream()
                        .map(held -> held.lock().path().path())
                        .toList());
        assertEquals(
                HookOutput.SILENT,
                mesh.call(CODEX, "{" + CODEX_BASE + "'hook_event_name':'Stop','stop_hook_active':false}"));
        assertEquals(0, mesh.mesh.locks().list(LockQuery.ALL).size());
    }

    @Test
    void codexIsToldOnceAfterAToolAndAtTheEndOfItsTurn() {
        mesh.call(CODEX, "{" + CODEX_BASE + "'hook_event_name':'SessionStart','source':'startup'}");
        mesh.send(mesh.peer("codex:c1"), "hello");
        String used = "{" + CODEX_BASE + "'hook_event_name':'PostToolUse','tool_name':'Bash','tool_use_id':'u',"
                + "'tool_input':{'command':'ls'},'tool_response':'x'}";
        assertTrue(JsonObject.parse(mesh.call(CODEX, used).out())
                .object("hookSpecificOutput")
                .string("additionalContext")
                .contains("    hello"));
        assertEquals(HookOutput.SILENT, mesh.call(CODEX, used));
        mesh.send(mesh.peer("codex:c1"), "more");
        String stop = "{" + CODEX_BASE + "'hook_event_name':'Stop','stop_hook_active':false}";
        assertEquals("block", JsonObject.parse(mesh.call(CODEX, stop).out()).string("decision"));
        assertEquals(HookOutput.SILENT, mesh.call(CODEX, stop.replace("false", "true")));
    }

    @Test
    void cursorIsGuardedToldAndFollowedUp() {
        JsonObject briefed = JsonObject.parse(mesh.call(
                        CURSOR,
                        "{" + CURSOR_BASE
                                + "'hook_event_name':'sessionStart','session_id':'k1','composer_mode':'agent'}")
                .out());
        assertTrue(briefed.string("additional_context").contains("brisk-lynx"));

        mesh.lockByOther("/shop/A.java");
        String write = "{" + CURSOR_BASE + "'hook_event_name':'preToolUse','tool_name':'Write','tool_use_id':'x',"
                + "'tool_input':{'file_path':'/shop/A.java','contents':'x'},'cwd':'/shop','agent_message':'...'}";
        JsonObject denied = JsonObject.parse(mesh.call(CURSOR, write).out());
        assertEquals("deny", denied.string("permission"));
        assertTrue(denied.string("agent_message").contains("brisk-lynx"));
        mesh.unlockByOther("/shop/A.java");
        assertEquals("{}", mesh.call(CURSOR, write).out());

        mesh.send(mesh.peer("cursor:k1"), "ping");
        String used = "{" + CURSOR_BASE + "'hook_event_name':'postToolUse','tool_name':'Shell','duration':12,"
                + "'tool_input':{'command':'ls'},'tool_output':'{}'}";
        assertTrue(JsonObject.parse(mesh.call(CURSOR, used).out())
                .string("additional_context")
                .contains("ping"));
        assertEquals("{}", mesh.call(CURSOR, used).out());

        mesh.send(mesh.peer("cursor:k1"), "pong");
        String stop = "{" + CURSOR_BASE + "'hook_event_name':'stop','status':'completed','loop_count':0}";
        assertTrue(JsonObject.parse(mesh.call(CURSOR, stop).out())
                .string("followup_message")
                .contains("pong"));
        assertEquals(
                "{}",
                mesh.call(CURSOR, stop.replace("'loop_count':0", "'loop_count':1"))
                        .out());

        mesh.send(mesh.peer("cursor:k1"), "after an abort");
        assertEquals(
                "{}", mesh.call(CURSOR, stop.replace("completed", "aborted")).out());
        mesh.call(CURSOR, "{" + CURSOR_BASE + "'hook_event_name':'sessionEnd','reason':'user_close'}");
        assertEquals(1, mesh.mesh.peers().list(PeerQuery.EVERYONE).size());
    }

    @Test
    void geminiIsGuardedAndTold() {
        JsonObject briefed = JsonObject.parse(
                mesh.call(GEMINI, "{" + GEMINI_BASE + "'hook_event_name':'SessionStart','source':'startup'}")
                        .out());
        assertEquals("SessionStart", briefed.object("hookSpecificOutput").string("hookEventName"));

        mesh.lockByOther("/shop/A.java");
        String write = "{" + GEMINI_BASE + "'hook_event_name':'BeforeTool','tool_name':'replace',"
                + "'tool_input':{'file_path':'A.java','old_string':'a','new_string':'b'}}";
        JsonObject denied = JsonObject.parse(mesh.call(GEMINI, write).out());
        assertEquals("deny", denied.string("decision"));
        assertTrue(denied.string("reason").contains("/shop/A.java by brisk-lynx"));
        mesh.unlockByOther("/shop/A.java");
        assertEquals("{}", mesh.call(GEMINI, write).out());

        mesh.send(mesh.peer("gemini:g1"), "ping");
        JsonObject told =
                JsonObject.parse(mesh.call(GEMINI, "{" + GEMINI_BASE + "'hook_event_name':'BeforeAgent','prompt':'go'}")
                        .out());
        assertTrue(told.object("hookSpecificOutput").string("additionalContext").contains("ping"));
        mesh.send(mesh.peer("gemini:g1"), "pong");
        String after =
                "{" + GEMINI_BASE + "'hook_event_name':'AfterAgent','prompt_response':'x','stop_hook_active':false}";
        assertEquals("block", JsonObject.parse(mesh.call(GEMINI, after).out()).string("decision"));
        assertEquals("{}", mesh.call(GEMINI, after.replace("false", "true")).out());
    }

    @Test
    void windsurfIsRefusedByItsExitStatus() {
        mesh.lockByOther("/shop/A.java");
        String write = "{'agent_action_name':'pre_write_code','trajectory_id':'w1','execution_id':'e',"
                + "'timestamp':'2026-11-01T10:00:00Z','tool_info':{'file_path':'/shop/A.java','cwd':'/shop','edits':[]}}";
        HookOutput denied = mesh.call(WINDSURF, write);
        assertEquals(2, denied.status());
        assertTrue(denied.err().contains("brisk-lynx"));
        mesh.unlockByOther("/shop/A.java");
        assertEquals(HookOutput.SILENT, mesh.call(WINDSURF, write));
        String ended = "{'agent_action_name':'post_cascade_response','trajectory_id':'w1','tool_info':"
                + "{'response':'x','cwd':'/shop'}}";
        assertEquals(HookOutput.SILENT, mesh.call(WINDSURF, ended));
        assertEquals(0, mesh.mesh.locks().list(LockQuery.ALL).size());
    }

    @Test
    void hooksThatRunAtTheSameTimeSurfaceAMessageOnce() throws Exception {
        mesh.call(CODEX, "{" + CODEX_BASE + "'hook_event_name':'SessionStart','source':'startup'}");
        PeerId self = mesh.peer("codex:c1");
        mesh.send(self, "only once");
        String used = "{" + CODEX_BASE + "'hook_event_name':'PostToolUse','tool_name':'Bash'}";
        ExecutorService tools = Executors.newFixedThreadPool(8);
        try {
            List<Callable<HookOutput>> calls = IntStream.range(0, 24)
                    .mapToObj(i -> (Callable<HookOutput>) () -> mesh.call(CODEX, used))
                    .toList();
            int told = 0;
            for (var done : tools.invokeAll(calls)) if (done.get().out().contains("only once")) told++;
            assertEquals(1, told);
        } finally {
            tools.shutdown();
        }
    }

    @Test
    void inputThatIsNoHookInputIsRefusedByName() {
        assertThrows(InvalidInput.class, () -> mesh.call(CODEX, "not json"));
        assertThrows(InvalidInput.class, () -> mesh.call(CODEX, "[]"));
        InvalidInput error =
                assertThrows(InvalidInput.class, () -> mesh.call(CODEX, "{'hook_event_name':'Stop','cwd':'/shop'}"));
        assertEquals("session_id", error.field());
    }

    @Test
    void hugeInputIsReadWithoutItsContent() {
        mesh.call(CODEX, "{" + CODEX_BASE + "'hook_event_name':'SessionStart','source':'startup'}");
        String big = "z".repeat(5_000_000);
        HookOutput done = mesh.call(
                GEMINI,
                "{" + GEMINI_BASE + "'hook_event_name':'BeforeTool','tool_name':'write_file','tool_input':{'content':'"
                        + big + "','file_path':'/shop/A.java'},'later':'" + big + "'}");
        assertEquals("{}", done.out());
        assertFalse(mesh.mesh.locks().list(LockQuery.ALL).isEmpty());
    }
}
