package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mesh.adapter.host.HookSamples;
import mesh.domain.peer.AgentType;

/** A hook of a coding agent before an edit: as a process that the host starts, and over HTTP. */
final class HookRow implements Row {
    private static final int ANSWER_BYTES = 200;

    @Override
    public String name() {
        return "hook";
    }

    @Override
    public String title() {
        return "a hook before an edit";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        TestedBroker broker = stage.broker();
        Path project = Files.createDirectories(stage.folder().resolve("project"));
        String call = HookSamples.of(AgentType.CLAUDE_CODE, "PreToolUse", "bench-session", project)
                .orElseThrow();
        try (HttpFloor floor = new HttpFloor(ANSWER_BYTES)) {
            asProcess(stage, sheet, broker, call, floor);
            overHttp(stage, sheet, broker, call, floor);
        }
    }

    private static void asProcess(Stage stage, Sheet sheet, TestedBroker broker, String call, HttpFloor floor)
            throws IOException {
        Map<String, String> settings = Stage.settings(broker.data());
        Rounds.Thing hook = () -> stage.children()
                        .run(stage.command("hook", "claude-code"), settings, call)
                        .nanos()
                / 1e6;
        Map<String, String> bare = new HashMap<>(settings);
        bare.put(
                "PATH",
                Files.createDirectories(stage.folder().resolve("no-programs")).toString());
        bare.put("SLM_MESH_JAVA", System.getProperty("java.home"));
        Rounds withoutCurl = Rounds.of(
                stage.effort().starts(),
                2,
                () -> stage.run(broker.data(), "version").nanos() / 1e6,
                () -> stage.children()
                                .run(stage.command("hook", "claude-code"), bare, call)
                                .nanos()
                        / 1e6);
        sheet.ratio(
                "hook, as a process, no curl", "ms", withoutCurl, 1, Sheet.Floor.of("slm-mesh version", 0), AT_MOST, 2);
        if (!isOnPath("curl")) {
            sheet.notMeasured("hook, as a process", "there is no curl here");
            return;
        }
        Path token = Files.writeString(stage.place("header"), "Authorization: Bearer none\n");
        List<String> curl = List.of(
                "sh",
                "-c",
                "curl -sS --data-binary @- -H @" + token + " -H 'Content-Type: application/json' http://127.0.0.1:"
                        + port(floor) + "/hook; true");
        Rounds rounds = Rounds.of(
                stage.effort().starts(),
                2,
                () -> stage.children().run(curl, Map.of(), call).nanos() / 1e6,
                hook,
                () -> stage.run(broker.data(), "version").nanos() / 1e6);
        sheet.ratio("hook, as a process", "ms", rounds, 1, Sheet.Floor.of("sh + curl", 0), AT_MOST, 2);
        sheet.ratio("hook, as a process", "ms", rounds, 1, Sheet.Floor.of("slm-mesh version", 2), AT_MOST, 2);
    }

    private static int port(HttpFloor floor) {
        return ((Endpoint.Http) floor.endpoint()).port();
    }

    private static void overHttp(Stage stage, Sheet sheet, TestedBroker broker, String call, HttpFloor floor)
            throws IOException {
        String token = Files.readString(broker.data().resolve("hook.token")).strip();
        Endpoint hooks = new Endpoint.Http(broker.http().port(), token);
        Rounds rounds = Rounds.of(
                stage.effort().rounds(),
                stage.effort().warmUps(),
                () -> alone(floor.endpoint(), call, stage.effort().sliceNanos() / 2) / 1e3,
                () -> alone(hooks, call, stage.effort().sliceNanos() / 2) / 1e3);
        sheet.ratio("hook, HTTP, kept connection, p50", "ms", rounds, 1, Sheet.Floor.of("HttpServer echo", 0));
    }

    private static double alone(Endpoint endpoint, String call, long nanos) throws IOException {
        try (Caller caller = new Caller(endpoint, endpoint.request("hooks/claude-code", call))) {
            return caller.callFor(nanos).median();
        }
    }

    private static boolean isOnPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":"))
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) return true;
        return false;
    }
}
