package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.wire.JsonObject;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs command lines against the real use cases, on a terminal that the test sets up. */
abstract class CommandLineFixture {
    @TempDir
    Path directory;

    final Map<String, String> env = new HashMap<>();
    TestBroker broker;
    int columns = 120;
    boolean onTerminal;
    byte[] input = new byte[0];

    /** What a run left behind. */
    record Result(int status, String out, String err) {
        JsonObject json() {
            return JsonObject.parse(out);
        }

        Result with(int expected) {
            assertEquals(expected, status, () -> "status; out: " + out + " err: " + err);
            return this;
        }
    }

    @BeforeEach
    void startBroker() {
        broker = new TestBroker(directory);
    }

    @AfterEach
    void stopBroker() {
        assertEquals(0, broker.connections, "every connection is closed");
        broker.close();
    }

    Mesh mesh() {
        return broker.mesh();
    }

    Result run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new CommandLine(broker, terminal(new ByteArrayInputStream(input), out, err)).run(words);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Terminal terminal(InputStream in, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Terminal(
                in,
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                onTerminal,
                onTerminal,
                columns,
                env,
                directory);
    }

    /** Lets a peer join. */
    PeerId join(String name) {
        return join(name, directory.resolve("project").toString(), false).id();
    }

    Peer join(String name, String projectPath, boolean authenticated) {
        return mesh().peers()
                .register(new Registration(
                        100,
                        projectPath,
                        Optional.empty(),
                        Optional.of("main"),
                        Optional.empty(),
                        Optional.empty(),
                        AgentType.CLAUDE_CODE,
                        Optional.of(new PeerName(name)),
                        Optional.empty(),
                        Optional.empty(),
                        authenticated))
                .peer();
    }
}
