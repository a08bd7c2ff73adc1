package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mesh.adapter.files.BrokerToken;
import mesh.adapter.wire.JsonObject;
import mesh.app.Main;
import mesh.app.Program;

/** A broker in a process of its own, its doors, and what can be seen of it from outside. */
final class BrokerUnderAbuse implements AutoCloseable {
    final Program program;
    private final Process process;

    private BrokerUnderAbuse(Path folder, List<String> before, String... environment) throws Exception {
        program = new Program(folder, environment);
        process = program.startAs(before, "start", "--foreground");
        Program.await("the broker serves", () -> Files.exists(program.directory.port()));
    }

    static BrokerUnderAbuse start(Path folder, String... environment) throws Exception {
        return new BrokerUnderAbuse(folder, List.of(), environment);
    }

    /** @param limits shell commands that run before the broker takes over their process */
    static BrokerUnderAbuse startUnder(Path folder, String limits, String... environment) throws Exception {
        return new BrokerUnderAbuse(folder, List.of("/bin/sh", "-c", limits + "; exec \"$@\"", "sh"), environment);
    }

    /** The launcher gives a broker the heap that it should have; this one gets {@code megabytes}. */
    static BrokerUnderAbuse startSmall(Path folder, int megabytes) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "exec '" + java + "' -Xmx" + megabytes + "m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"
                + " --enable-native-access=ALL-UNNAMED -Dslf4j.internal.verbosity=ERROR -cp '" + classPath() + "' "
                + Main.class.getName() + " start --foreground";
        return new BrokerUnderAbuse(folder, List.of("/bin/sh", "-c", script, "sh"));
    }

    private static String classPath() {
        Path launcher = Path.of(Program.launcher().get(0));
        Path libraries = launcher.getParent().resolveSibling("lib");
        return Files.isDirectory(libraries) && Program.launcher().size() == 1
                ? libraries + "/*"
                : System.getProperty("java.class.path");
    }

    long pid() {
        return process.pid();
    }

    int httpPort() throws IOException {
        return Integer.parseInt(
                program.directory.read(program.directory.port()).orElseThrow().strip());
    }

    int webSocketPort() throws IOException {
        String listening = program.directory
                .read(program.directory.listening())
                .orElseThrow()
                .strip();
        return Integer.parseInt(listening.substring(listening.lastIndexOf(' ') + 1));
    }

    String secret() throws IOException {
        return program.directory
                .read(program.directory.sharedSecret())
                .orElseThrow()
                .strip();
    }

    String token() throws IOException {
        return BrokerToken.read(program.directory).orElseThrow();
    }

    Path hookSocket() {
        return program.directory.folder().resolve("hook.sock");
    }

    /** A registered peer. */
    record Peer(String id, String token) {}

    /** Registers a peer that nobody acts for without its token. */
    Peer authenticated(String name) throws Exception {
        return authenticated(name, ProcessHandle.current().pid());
    }

    Peer authenticated(String name, long pid) throws Exception {
        JsonObject registered = program.call(
                "register",
                "{\"pid\":" + pid + ",\"projectPath\":\"/tmp\",\"name\":\"" + name + "\",\"sessionKey\":\"" + name
                        + "\",\"authenticated\":true}");
        return new Peer(registered.string("peerId"), registered.string("peerToken"));
    }

    /** Open descriptors of the broker's process. */
    int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return (int) open.count();
        }
    }

    int threads() throws IOException {
        return statusNumber("Threads:");
    }

    /** Memory that the process holds, in MiB. */
    int residentMegabytes() throws IOException {
        return statusNumber("VmRSS:") / 1024;
    }

    private int statusNumber(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status")))
            if (line.startsWith(name))
                return Integer.parseInt(
                        line.substring(name.length()).replace("kB", "").strip());
        throw new IOException("no " + name);
    }

    long logBytes() throws IOException {
        return Files.size(program.directory.log());
    }

    void assertAlive() {
        assertTrue(process.isAlive(), "the broker has ended");
    }

    /** Both doors of this machine answer, each within {@code most}. */
    void assertServes(Duration most) throws Exception {
        assertAlive();
        long begun = System.nanoTime();
        assertEquals(200, RawHttp.get(this, "/status").status());
        try (RawLink link = RawLink.hello(this)) {
            assertEquals(200, link.call(1, "status", "{}").integer("status"));
        }
        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertTrue(millis < most.toMillis(), () -> "another caller was served after " + millis + " ms only");
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
