package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mesh.adapter.files.BrokerToken;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.process.LocalProcesses;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.ProcessIdentity;

/** The real program with a data directory of its own: what a person or an agent starts, and a way to watch it. */
public final class Program implements AutoCloseable {
    /** Generous: this may run on a machine with other things to do. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    public final DataDirectory directory;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final LocalProcesses processes = new LocalProcesses();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Process> started = new ArrayList<>();

    /** What one run came to. */
    public record Result(int status, String out, String err) {
        public JsonObject json() {
            assertEquals(0, status, this::toString);
            return JsonObject.parse(out);
        }
    }

    /** What the HTTP API answered. */
    public record Reply(int status, JsonObject body) {}

    /** @param namesAndValues environment of all that is started */
    public Program(Path folder, String... namesAndValues) {
        this.folder = folder;
        this.directory = DataDirectory.at(folder.resolve("data"));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("SLM_MESH_DATA_DIR", directory.folder().toString());
        environment.put("SLM_MESH_PORT", "0");
        environment.put("SLM_MESH_WS_PORT", "0");
        environment.put("SLM_MESH_MEMORY", "off");
        environment.put("SLM_MESH_RATE_LIMIT", "0");
        for (int i = 0; i < namesAndValues.length; i += 2) environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }

    /** The launcher just packaged, or this very class path where there is none. */
    public static List<String> launcher() {
        String launcher = System.getProperty("slm.mesh.launcher");
        if (launcher != null && Files.isExecutable(Path.of(launcher))) return List.of(launcher);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    /** What everything that is started here sees of the environment. */
    Map<String, String> environment() {
        return environment;
    }

    /** A process that runs the program with {@code words}; ended with this object. */
    public Process start(String... words) throws IOException {
        return startAs(List.of(), words);
    }

    /** The same, behind another command such as {@code setsid}. */
    public Process startAs(List<String> before, String... words) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(launcher());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    public Result run(String... words) throws Exception {
        return end(start(words));
    }

    /** Closes what the process reads, and waits for its end. */
    public static Result end(Process process) throws Exception {
        process.getOutputStream().close();
        var err = java.util.concurrent.CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String out = text(process.getInputStream());
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "did not end");
        return new Result(process.exitValue(), out, err.join());
    }

    private static String text(java.io.InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public JsonObject json(String... words) throws Exception {
        return run(words).json();
    }

    /** Starts a broker where none runs, and returns its process. */
    public ProcessIdentity startBroker() throws Exception {
        json("start", "--json");
        return broker().orElseThrow();
    }

    /** The broker's process, while it runs. */
    public Optional<ProcessIdentity> broker() throws IOException {
        return BrokerStarter.holder(directory, processes);
    }

    public boolean isRunning(ProcessIdentity process) {
        return processes.isRunning(process);
    }

    public void kill(ProcessIdentity process) throws Exception {
        assertTrue(isRunning(process));
        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
        await("the process is gone", () -> !isRunning(process));
    }

    /** Sends a process a signal such as {@code STOP} or {@code CONT}. */
    public static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + pid).start();
        assertEquals(0, kill.waitFor());
    }

    /** A broker that is a child of this very process, and so has the whole environment that was asked for. */
    public ProcessIdentity startOwnBroker() throws Exception {
        Process process = start("start", "--foreground");
        await("the broker serves", () -> {
            if (!process.isAlive()) throw new AssertionError("the broker ended: " + end(process) + "\n" + log());
            return broker().filter(it -> it.pid() == process.pid()).isPresent() && serves();
        });
        return broker().orElseThrow();
    }

    private boolean serves() throws InterruptedException {
        try {
            return post("state", "{\"action\":\"list\"}").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    public Reply post(String call, String body) throws IOException, InterruptedException {
        return postAs(BrokerToken.read(directory).orElse(""), call, body);
    }

    public Reply postAs(String token, String call, String body) throws IOException, InterruptedException {
        HttpRequest request = request(call, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(answer.statusCode(), JsonObject.parse(answer.body()));
    }

    public Reply get(String route) throws IOException, InterruptedException {
        HttpRequest request =
                request(route, BrokerToken.read(directory).orElse("")).GET().build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(answer.statusCode(), JsonObject.parse(answer.body()));
    }

    public String metrics() throws IOException, InterruptedException {
        HttpRequest request =
                request("metrics", BrokerToken.read(directory).orElse("")).GET().build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpRequest.Builder request(String call, String token) throws IOException {
        String port = directory.read(directory.port()).orElseThrow(() -> new IOException("no port file"));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + call))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    /** {@link #post}, where success is a matter of course. */
    public JsonObject call(String call, String body) throws IOException, InterruptedException {
        Reply reply = post(call, body);
        assertEquals(200, reply.status, () -> call + ": " + reply.body.json());
        return reply.body;
    }

    /** Registers a peer that stands for this very process. @return its id */
    public String register(String name) throws IOException, InterruptedException {
        return call(
                        "register",
                        "{\"pid\":" + ProcessHandle.current().pid() + ",\"projectPath\":\"" + folder + "\",\"name\":\""
                                + name + "\",\"sessionKey\":\"" + name + "\"}")
                .string("peerId");
    }

    public String log() throws IOException {
        return Files.exists(directory.log()) ? Files.readString(directory.log()) : "(no log)";
    }

    /** Something that comes true sooner or later. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void await(String what, Condition condition) throws Exception {
        await(what, PATIENCE, condition);
    }

    public static void await(String what, Duration within, Condition condition) throws Exception {
        long end = System.nanoTime() + within.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) throw new AssertionError("not within " + within.toMillis() + " ms: " + what);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    /** Ends everything that was started here. */
    @Override
    public void close() throws IOException {
        for (Process process : started) process.destroyForcibly();
        for (Process process : started) ended(process.toHandle());
        Optional<ProcessIdentity> broker = broker();
        if (broker.isEmpty()) return;
        ProcessHandle.of(broker.get().pid()).ifPresent(process -> {
            process.destroyForcibly();
            ended(process);
        });
    }

    private static void ended(ProcessHandle process) {
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
