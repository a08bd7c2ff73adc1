package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tokens and secrets must not turn up, and what becomes of those who came with an old one. */
class SecretsIT {
    private static final Duration SOON = Duration.ofSeconds(3);

    @TempDir
    Path temporary;

    private final Map<String, String> outputs = new LinkedHashMap<>();

    @Test
    void noSecretIsInLogsProcessListsErrorsOrOutputs() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary, "SLM_MESH_LOG", "trace")) {
            BrokerUnderAbuse.Peer peer = broker.authenticated("busy");
            McpSession session = new McpSession(broker.program);
            outputs.put("mesh_status", session.tool("mesh_status", "{}").json());
            outputs.put(
                    "mesh_lock",
                    session.tool("mesh_lock", "{\"action\":\"lock\",\"filePath\":\"a\"}")
                            .json());
            String hook = secret(broker, "hook.token");
            String auth = "X-Mesh-Peer-Token: " + peer.token();
            outputs.put("send", RawHttp.post(broker, "/send", "{", auth).toString());
            outputs.put(
                    "own",
                    RawHttp.post(broker, "/heartbeat", "{\"peerId\":\"" + peer.id() + "\"}", auth)
                            .toString());
            outputs.put(
                    "forged",
                    RawHttp.post(broker, "/heartbeat", "{\"peerId\":\"" + peer.id() + "\"}", auth + "x")
                            .toString());
            outputs.put(
                    "wrong",
                    RawHttp.raw(
                                    broker,
                                    "GET /status HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAuthorization: Basic TOKEN\r\n\r\n")
                            .toString());
            outputs.put(
                    "odd",
                    RawHttp.raw(broker, "GET /status?token=TOKEN HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: TOKEN\r\n\r\n")
                            .toString());
            outputs.put(
                    "hook",
                    RawHttp.raw(
                                    broker,
                                    "POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nAuthorization: Bearer "
                                            + hook + "\r\n"
                                            + RawHttp.json(
                                                    "{\"session_id\":\"s\",\"hook_event_name\":\"Stop\",\"cwd\":\"/tmp\"}"))
                            .toString());
            try (RawLink link = RawLink.hello(broker, peer, 0);
                    RawLink far = RawLink.webSocket(broker).greeted()) {
                outputs.put("link", link.call(1, "status", "{}").json());
                outputs.put("far", far.call(1, "peers", "{}").json());
                link.send("{\"id\":2,\"call\":\"heartbeat\",\"body\":{\"peerId\":\"" + peer.id()
                        + "\"},\"peerToken\":\"" + peer.token() + "x\"}");
                outputs.put("link forged", link.next("status").json());
                link.send("{\"hello\":{\"protocol\":1,\"peerId\":\"" + peer.id() + "\",\"peerToken\":\"" + peer.token()
                        + "\",}");
                outputs.put("link wrong", link.next().json());
            }
            Process waiting = broker.program.start("inbox", "--wait", "20s");
            Process holding = broker.program.start("lock", "run", "b", "--", "sleep", "20");
            for (String words : List.of(
                    "doctor --json",
                    "status --json",
                    "peers --json",
                    "token --json",
                    "events --json --limit 200",
                    "inbox --all --json",
                    "logs",
                    "lock list --json",
                    "send nobody x --json",
                    "version --json",
                    "backup"))
                outputs.put(words, broker.program.run(words.split(" ")).toString());
            outputs.put("metrics", broker.program.metrics());
            outputs.put("health", RawHttp.get(broker, "/health").toString());

            Map<String, String> secrets = new LinkedHashMap<>();
            secrets.put("the broker's token", broker.token());
            secrets.put("the shared secret", broker.secret());
            secrets.put("the hooks' token", hook);
            secrets.put("the peers' key", secret(broker, "peer.key"));
            secrets.put("a peer's token", peer.token());
            Program.await(
                    "the programs run", () -> waiting.toHandle().descendants().count() >= 0 && holding.isAlive());
            outputs.putAll(processes());
            outputs.putAll(logs(broker.program.directory.folder()));
            assertTrue(
                    broker.program.log().contains("TRACE")
                            || broker.program.log().contains("DEBUG"),
                    "nothing is logged");
            List<String> found = new ArrayList<>();
            outputs.forEach((where, text) -> secrets.forEach((what, secret) -> {
                if (text.contains(secret)) found.add(what + " in " + where);
            }));
            assertEquals(List.of(), found);
            session.process.destroy();
        }
    }

    private static String secret(BrokerUnderAbuse broker, String file) throws IOException {
        return broker.program
                .directory
                .read(broker.program.directory.folder().resolve(file))
                .orElseThrow()
                .strip();
    }

    /** Arguments and environment of every process that can be looked at; ours has no secret in either. */
    private static Map<String, String> processes() throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList())
                for (String file : List.of("cmdline", "environ")) {
                    try {
                        found.put(
                                process + "/" + file,
                                Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1));
                    } catch (IOException | UncheckedIOException e) {
                        found.put(process + "/" + file, ""); // it has ended, or is not ours to see
                    }
                }
        }
        return found;
    }

    /** What lies in the data directory, but for the files that are there to hold secrets, and the store. */
    private static Map<String, String> logs(Path folder) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (List.of("broker.token", "hook.token", "peer.key", "tls/secret")
                        .contains(name)) continue;
                if (name.contains("libsqlitejdbc")) continue;
                found.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertTrue(found.containsKey("broker.log"));
        return found;
    }

    @Test
    void whoCameWithAReplacedTokenHasToGo() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            String old = broker.token();
            String oldSecret = broker.secret();
            RawLink far = RawLink.webSocket(broker).greeted();
            RawHttp stream = new RawHttp(broker.httpPort());
            stream.send(RawHttp.head(broker, "GET", "/events/stream") + "\r\n");
            stream.line();
            RawHttp kept = new RawHttp(broker.httpPort());
            String status = RawHttp.head(broker, "GET", "/status") + "\r\n";
            kept.send(status);
            assertEquals(200, kept.response().status());
            assertEquals(0, broker.program.run("token", "rotate").status());
            assertFalse(old.equals(broker.token()) || oldSecret.equals(broker.secret()), "nothing was replaced");

            assertTrue(far.endsWithin(SOON), "a link stays after its secret was replaced");
            kept.send(status);
            assertEquals(401, kept.response().status(), "an open connection goes on with the old token");
            assertTrue(stream.endsWithin(SOON), "a stream goes on after its token was replaced");
            broker.assertServes(Duration.ofSeconds(5));
            assertEquals(0, broker.program.run("status").status());
            stream.close();
            kept.close();
        }
    }
}
