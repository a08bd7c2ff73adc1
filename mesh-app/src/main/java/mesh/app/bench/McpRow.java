package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An agent's session over stdio: until it has shaken hands, and what it takes while the agent thinks. */
final class McpRow implements Row {
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
    private static final String STATUS =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"mesh_status\",\"arguments\":{}}}\n";

    @Override
    public String name() {
        return "mcp";
    }

    @Override
    public String title() {
        return "a session over MCP";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        Path data = stage.broker().data();
        Rounds start = Rounds.of(
                stage.effort().starts(),
                2,
                () -> stage.children().run(stage.hello(), Map.of(), "").nanos() / 1e6,
                () -> start(stage, data, false));
        sheet.ratio("MCP over stdio, spawn to initialize", "ms", start, 1, Sheet.Floor.of("Java hello", 0), AT_MOST, 2);
        if (!Memory.isTold()) {
            sheet.notMeasured("MCP over stdio, idle", "this system has no /proc that tells it");
            return;
        }
        Rounds idle = Rounds.of(stage.effort().sessions(), 0, () -> start(stage, data, true));
        sheet.value("MCP over stdio, PSS when idle", "MB", idle, 0, AT_MOST, 25);
    }

    /** @return milliseconds until the answer to initialize, or what the session takes later on */
    private static double start(Stage stage, Path data, boolean idle) throws IOException {
        long begun = System.nanoTime();
        Process session = stage.start(data, Redirect.PIPE, "mcp");
        try (OutputStream in = session.getOutputStream();
                BufferedReader out = session.inputReader()) {
            say(in, AgentsRow.initialize(1) + "\n");
            expect(out, stage);
            double millis = (System.nanoTime() - begun) / 1e6;
            if (!idle) return millis;
            say(in, INITIALIZED);
            say(in, STATUS);
            expect(out, stage);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            return Memory.share(session.pid());
        } finally {
            Children.end(session.toHandle());
        }
    }

    private static void say(OutputStream in, String line) throws IOException {
        in.write(line.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private static void expect(BufferedReader out, Stage stage) throws IOException {
        String line = out.readLine();
        if (line == null || !line.contains("\"result\""))
            throw new IOException(
                    "The session answered " + line + "; " + stage.children().said());
    }
}
