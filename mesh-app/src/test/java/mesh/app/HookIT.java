package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks as hosts start them: real processes, two sessions, one broker. */
class HookIT {
    /** On a machine that is busy with other tests, a host would have to be patient. */
    private static final String PATIENT = "30000";

    @TempDir
    Path temporary;

    private Program program;

    @BeforeEach
    void begin() {
        program = new Program(temporary, BrokerConfig.HOOK_WAIT, PATIENT);
    }

    @AfterEach
    void endAll() throws Exception {
        program.close();
    }

    @Test
    void editOfWhatTheOtherHoldsIsDeniedBeforeItHappensAndAllowedAfterItsTurn() throws Exception {
        hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        String briefed = hook("claude-code", event("s2", "SessionStart", "'source':'startup'"));
        assertTrue(briefed.contains("1 other agent is here"), briefed);

        assertEquals("", hook("claude-code", edit("s2", "src/A.java")));
        String denied = hook("claude-code", edit("s1", "src/A.java"));
        JsonObject decision = JsonObject.parse(denied).object("hookSpecificOutput");
        assertEquals("deny", decision.string("permissionDecision"));
        assertTrue(
                decision.string("permissionDecisionReason").contains(nameOf("s2", briefed)) || denied.contains("held"));

        assertEquals("", hook("claude-code", event("s2", "Stop", "'stop_hook_active':false")));
        assertEquals("", hook("claude-code", edit("s1", "src/A.java")));
    }

    @Test
    void codexAndClaudeCodeRespectEachOther() throws Exception {
        hook("codex", event("c1", "SessionStart", "'source':'startup'"));
        hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        String patch = event(
                "c1",
                "PreToolUse",
                "'tool_name':'apply_patch','tool_input':{'command':'*** Begin Patch\\n*** Update File: a.txt\\n@@\\n-x\\n+y\\n"
                        + "*** End Patch'}");
        assertEquals("", hook("claude-code", edit("s1", "a.txt")));
        assertTrue(hook("codex", patch).contains("\"permissionDecision\":\"deny\""));
        hook("claude-code", event("s1", "SessionEnd", "'reason':'other'"));
        assertEquals("", hook("codex", patch));
    }

    @Test
    void whatTheMemoryRecallsIsToldOnce() throws Exception {
        Path bin = Files.createDirectory(temporary.resolve("bin"));
        Path slm = Files.writeString(bin.resolve("slm"), "#!/bin/sh\n[ $1 != recall ] || echo \"known of $2\"\n");
        Files.setPosixFilePermissions(slm, PosixFilePermissions.fromString("rwx------"));
        program.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        program.environment().put("SLM_MESH_MEMORY", "auto");

        StringBuilder told = new StringBuilder(hook("claude-code", event("s1", "SessionStart", "'source':'startup'")));
        String prompt = event("s1", "UserPromptSubmit", "'prompt':'go on'");
        for (int calls = 0; calls < 50 && told.indexOf("known of") < 0; calls++)
            told.append(hook("claude-code", prompt));
        assertTrue(told.indexOf("\\n    known of " + temporary.getFileName()) > 0, told::toString);
        assertEquals("", hook("claude-code", prompt));
    }

    @Test
    void messageIsSurfacedOnceAndTheTurnEnds() throws Exception {
        String started = hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        program.run("send", nameOf("s1", started), "the build is red");
        String used = event("s1", "PostToolUse", "'tool_name':'Bash','tool_response':{'stdout':'x'}");
        assertTrue(hook("claude-code", used).contains("the build is red"));
        assertEquals("", hook("claude-code", used));
        assertEquals("", hook("claude-code", event("s1", "Stop", "'stop_hook_active':false")));

        program.run("send", nameOf("s1", started), "it is green again");
        String goOn = hook("claude-code", event("s1", "Stop", "'stop_hook_active':false"));
        assertEquals("block", JsonObject.parse(goOn).string("decision"));
        assertTrue(goOn.contains("it is green again"));
        assertEquals("", hook("claude-code", event("s1", "Stop", "'stop_hook_active':true")));
        assertEquals(0, program.json("status", "--json").object("messages").integer("undelivered"));
    }

    @Test
    void burstWakesAnIdleSessionOnce() throws Exception {
        String started = hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        hook("claude-code", event("s1", "Stop", "'stop_hook_active':false"));
        Process waiting = program.start("hook", "claude-code", "--wake");
        write(waiting, event("s1", "Stop", "'stop_hook_active':false"));
        for (int i = 1; i <= 3; i++) program.run("send", nameOf("s1", started), "part " + i);
        Program.Result woken = Program.end(waiting);
        assertEquals(2, woken.status(), woken::toString);
        for (int i = 1; i <= 3; i++) assertTrue(woken.err().contains("part " + i), woken.err());
        assertEquals("", hook("claude-code", event("s1", "UserPromptSubmit", "'prompt':'hi'")));
    }

    @Test
    void waiterEndsQuietlyWhenALaterOneTakesItsPlaceOrTheSessionEnds() throws Exception {
        hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        Process first = program.start("hook", "claude-code", "--wake");
        write(first, event("s1", "Stop", "'stop_hook_active':false"));
        Process second = program.start("hook", "claude-code", "--wake");
        write(second, event("s1", "Stop", "'stop_hook_active':false"));
        hook("claude-code", event("s1", "SessionEnd", "'reason':'other'"));
        assertEquals(new Program.Result(0, "", ""), Program.end(first));
        assertEquals(new Program.Result(0, "", ""), Program.end(second));
    }

    @Test
    void monitorPutsABurstOnOneLineAndLeavesItUnread() throws Exception {
        Process monitor = program.start("hook", "claude-code", "--monitor");
        String started = hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        hook("claude-code", event("s1", "Stop", "'stop_hook_active':false"));
        for (int i = 1; i <= 2; i++) program.run("send", nameOf("s1", started), "part " + i + "\nand more");
        String line = monitor.inputReader().readLine();
        assertTrue(line.startsWith("slm-mesh: 2 messages") && line.contains("part 2 and more"), line);
        assertEquals(
                "",
                hook("claude-code", event("s1", "PostToolUse", "'tool_name':'Bash'"))
                        .lines()
                        .filter(told -> !told.contains("part 1"))
                        .findAny()
                        .orElse(""));
        monitor.destroy();
    }

    @Test
    void brokerThatIsGoneOrFrozenStopsNobodyAndIsSaidOnce() throws Exception {
        hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        ProcessIdentity broker = program.broker().orElseThrow();
        try (Program impatient = new Program(temporary, BrokerConfig.HOOK_WAIT, "250")) {
            signal("-STOP", broker.pid());
            long begun = System.nanoTime();
            JsonObject said = JsonObject.parse(hook(impatient, "claude-code", edit("s1", "a")));
            assertTrue(said.string("systemMessage").contains("no answer within 250 ms"), said.json());
            assertFalse(said.has("hookSpecificOutput"));
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(20));
            assertEquals("", hook(impatient, "claude-code", edit("s1", "a")));
            signal("-CONT", broker.pid());
            Program.await("the broker answers again", () -> {
                hook("claude-code", edit("s1", "b"));
                return program.run("lock", "list").out().contains("/b");
            });
            program.kill(broker);
        }
        assertEquals("", hook("claude-code", edit("s1", "c")), "it is started again, and the session is known");
        assertTrue(program.run("lock", "list").out().contains("/c"));
    }

    @Test
    void hooksAndMcpServerOfOneSessionAreOnePeer() throws Exception {
        String started = hook("codex", event("c1", "SessionStart", "'source':'startup'"));
        Process mcp = program.start("mcp");
        write(
                mcp,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"codex-mcp-client\",\"version\":\"1\"}}}\n"
                        + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
                        + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"mesh_summary\","
                        + "\"arguments\":{\"summary\":\"writes the parser\"}}}\n");
        Program.await("the summary is there", () -> program.run("peers").out().contains("writes the parser"));
        List<JsonObject> peers = program.json("peers", "--json").objects("peers");
        assertEquals(1, peers.size());
        assertEquals(nameOf("c1", started), peers.get(0).string("name"));
        Program.end(mcp);
    }

    @Test
    void hookProcessTakesLessThanTwiceTheTimeOfTheBareLauncher() throws Exception {
        hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        List<Long> hooks = new ArrayList<>();
        List<Long> versions = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            long begun = System.nanoTime();
            hook("claude-code", edit("s1", "a"));
            long between = System.nanoTime();
            program.run("version");
            hooks.add(between - begun);
            versions.add(System.nanoTime() - between);
        }
        double ratio = (double) median(hooks) / median(versions);
        System.out.printf(
                "hook %d ms, version %d ms: %.2f times%n",
                median(hooks) / 1_000_000, median(versions) / 1_000_000, ratio);
        assertTrue(ratio < 2, () -> "a hook takes " + ratio + " times as long as version");
    }

    @Test
    void hookOverHttpTakesItsOwnTokenAndLittleTime() throws Exception {
        hook("claude-code", event("s1", "SessionStart", "'source':'startup'"));
        String token = program.directory
                .read(program.directory.folder().resolve("hook.token"))
                .orElseThrow();
        assertEquals("{}", post(200, token, "hooks/claude-code", edit("s1", "a")));
        post(401, token, "status", "{}");
        post(401, token + "x", "hooks/claude-code", edit("s1", "a"));
        String big = edit("s1", "a").replace("'replace", "'content':'" + "x".repeat(3_000_000) + "','replace");
        post(200, token, "hooks/claude-code", big);

        long[] nanos = new long[300];
        for (int i = -1000; i < nanos.length; i++) {
            long begun = System.nanoTime();
            post(200, token, "hooks/claude-code", edit("s1", "a"));
            if (i >= 0) nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        // What the machine does beside this is not the hook's time: the quickest tenth shows that best.
        double millis = nanos[nanos.length / 10] / 1e6;
        System.out.printf(
                "hook over HTTP: 10%% %.2f ms, median %.2f ms, 90%% %.2f ms%n",
                millis, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 9 / 10] / 1e6);
        assertTrue(millis < 5, () -> "a hook over HTTP takes " + millis + " ms");
    }

    private String post(int status, String token, String path, String body) throws Exception {
        String port = program.directory.read(program.directory.port()).orElseThrow();
        HttpURLConnection http = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/" + path).toURL().openConnection();
        http.setDoOutput(true);
        http.setRequestProperty("Authorization", "Bearer " + token);
        http.setRequestProperty("Content-Type", "application/json");
        http.getOutputStream().write(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertEquals(status, http.getResponseCode());
        InputStream answer = status < 400 ? http.getInputStream() : http.getErrorStream();
        try (answer) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String event(String session, String name, String more) {
        return "{'session_id':'" + session + "','cwd':'" + temporary + "','hook_event_name':'" + name + "'," + more
                + "}";
    }

    private String edit(String session, String file) {
        return event(
                session,
                "PreToolUse",
                "'tool_name':'Edit','tool_input':{'file_path':'" + temporary.resolve(file) + "','replace_all':false}");
    }

    private String hook(String host, String input) throws Exception {
        return hook(program, host, input);
    }

    private static String hook(Program program, String host, String input) throws Exception {
        Process process = program.start("hook", host);
        write(process, input);
        Program.Result result = Program.end(process);
        assertEquals(0, result.status(), result::toString);
        assertEquals("", result.err());
        return result.out();
    }

    private static void write(Process process, String input) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(input.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** The name that the mesh gave a session, as its briefing says it. */
    private static String nameOf(String session, String briefing) {
        String lead = "this session is \\\"";
        int start = briefing.indexOf(lead) + lead.length();
        return briefing.substring(start, briefing.indexOf('\\', start));
    }

    private static void signal(String signal, long pid) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor());
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
